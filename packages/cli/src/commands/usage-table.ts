import { type JsonObject, textOf } from '../api-client/json.ts'
import { cell } from '../output/cell.ts'
import { relativeTime } from '../output/relative-time.ts'
import { table } from '../output/table.ts'
import type { Palette } from '../terminal/palette.ts'

const headings = ['WHAT', 'OF WHOM', 'LIMIT', 'USED', '', 'LEFT', 'STARTS ANEW']
const barLength = 20
const microDollars = 1_000_000
const metricNames: Readonly<Record<string, string>> = {
  requests: 'requests',
  'total-tokens': 'tokens',
  'input-tokens': 'input tokens',
  'output-tokens': 'output tokens',
  cost: 'dollars',
  concurrency: 'calls at once',
}

/** How limits stand, as a person reads it: a line each, with a bar. */
export function usageTable(states: readonly JsonObject[], palette: Palette, now: number): string {
  if (states.length === 0) return 'No limits hold here. Those of others: npx tollgate usage --application NAME\n'
  return table(
    headings,
    states.map((state) => [
      cell(`${state.scope === 'plan' ? 'Plan' : 'Quota'} ${state.ownerName}`),
      cell(state.subjectName),
      limitText(state),
      `${state.usedPercent} %`,
      bar(Number(state.usedPercent)),
      amountText(state, Number(state.remaining)),
      resetText(state, now),
    ]),
    palette,
  )
}

/** `1,000,000 tokens per day` */
function limitText(state: JsonObject): string {
  const what = `${amountText(state, Number(state.limit))} ${metricNames[String(state.metric)] ?? state.metric}`
  const per = textOf(state.per)
  return cell(`${per === null ? what : `${what} per ${per}`}${state.isSoft === true ? ' (soft)' : ''}`)
}

function amountText({ metric }: JsonObject, amount: number): string {
  return (metric === 'cost' ? amount / microDollars : amount).toLocaleString('en-US', { maximumFractionDigits: 6 })
}

function resetText({ resetsAt, window }: JsonObject, now: number): string {
  const at = textOf(resetsAt)
  if (at === null) return cell(null)
  return window === 'rolling' ? `bit by bit, all ${relativeTime(at, now)}` : relativeTime(at, now)
}

/** Something is shown of what is used, and something of what is left. */
function bar(percent: number): string {
  const part = Math.min(Math.max(percent, 0), 100) / 100
  const filled = Math.min(
    Math.max(Math.round(part * barLength), part > 0 ? 1 : 0),
    part < 1 ? barLength - 1 : barLength,
  )
  return '█'.repeat(filled) + '░'.repeat(barLength - filled)
}
