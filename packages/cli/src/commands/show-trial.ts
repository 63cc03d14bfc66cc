import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { cell } from '../output/cell.ts'
import { table } from '../output/table.ts'
import { type Palette, paletteFor } from '../terminal/palette.ts'
import { printable } from '../terminal/printable.ts'

/** What came of a trial: verdicts, where something was found, what the client reads and what would be sent. */
export function showTrial({ stdout, environment }: CommandContext, trial: JsonObject): void {
  const palette = paletteFor(stdout, environment)
  const verdicts = listOf(trial.verdicts).map(objectOf)
  const spans = verdicts.flatMap((verdict) =>
    listOf(verdict.spans).map((span) => ({ policy: verdict.policy, ...objectOf(span) })),
  )
  const parts = [
    verdicts.length === 0 ? 'No policy ran.\n' : verdictTable(verdicts, palette),
    ...listOf(trial.notRun)
      .map(objectOf)
      .map(({ policy, why }) => `${cell(policy)} did not run. ${printable(String(why))}\n`),
    ...(spans.length === 0 ? [] : [`\n${spanTable(spans, palette)}`]),
    ...(trial.sent === null ? [] : [section('The provider would get', trial.sent, palette)]),
    ...(trial.reads === null ? [] : [readsSection(objectOf(trial.reads), palette)]),
  ]
  stdout.write(parts.join(''))
}

function verdictTable(verdicts: readonly JsonObject[], palette: Palette): string {
  const rows = verdicts.map(({ policy, phase, verdict, found, milliseconds, reason }) => [
    cell(policy),
    cell(phase),
    cell(verdict),
    cell(milliseconds),
    cell(Object.entries(objectOf(found)).map(([rule, times]) => `${rule} ${times}`)),
    cell(reason, 160),
  ])
  return table(['POLICY', 'PHASE', 'VERDICT', 'MS', 'FOUND', 'WHY'], rows, palette)
}

function spanTable(spans: readonly JsonObject[], palette: Palette): string {
  const rows = spans.map(({ policy, label, path, inner, event, start, end, text }) => [
    cell(policy),
    cell(label),
    cell(`${start}–${end}`),
    cell([event, path, inner].filter((part) => typeof part === 'string').join(' '), 100),
    cell(text, 80),
  ])
  return table(['POLICY', 'FOUND', 'AT', 'IN', 'TEXT'], rows, palette)
}

function readsSection({ status, refused, policy, body }: JsonObject, palette: Palette): string {
  const who = typeof policy === 'string' ? ` by ${printable(policy)}` : ''
  const what = refused === true ? `, refused${who}` : ''
  return section(`The client reads HTTP ${status}${what}`, body, palette)
}

function section(title: string, json: unknown, palette: Palette): string {
  return `\n${palette.bold(`${title}:`)}\n${JSON.stringify(json, null, 2)}\n`
}
