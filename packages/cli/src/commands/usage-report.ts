import { Command, Option } from 'commander'
import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import { openSession, type Session } from '../noun-commands/session.ts'
import { showJson, showSentence } from '../noun-commands/show.ts'
import { loadNoun } from '../nouns/nouns.ts'
import { cell } from '../output/cell.ts'
import { table } from '../output/table.ts'
import { paletteFor } from '../terminal/palette.ts'
import { amountCells, amountHeadings, dollarsText, numberText } from './usage-amounts.ts'
import {
  addUsageOptions,
  dimensionNames,
  type Query,
  type UsageOptions,
  usageQuery,
  wholeNumber,
} from './usage-query.ts'

interface ReportOptions extends UsageOptions {
  readonly by?: string
  readonly order?: string
  readonly limit?: number
  readonly json?: true
  readonly csv?: true
}

export function usageReportCommand(context: CommandContext): Command {
  const command = new Command('report')
    .summary('show who used which tokens for what, and what it cost')
    .description(
      'Shows what was used in a time: in all, beside the time before and what the month will come to; or by one dimension, the largest first.',
    )
    .addOption(new Option('--by <dimension>', 'one row for each of these').choices(dimensionNames))
    .addOption(
      new Option('--order <amount>', 'what the largest are the largest in (default: totalTokens)').choices([
        ...['cost', 'totalTokens', 'calls', 'refused', 'failed'],
      ]),
    )
    .option('--limit <number>', 'rows at most; the others are added up in one (default: 20)', wholeNumber(1_000))
  return addUsageOptions(command)
    .option('--json', 'print what the API answers')
    .option('--csv', 'print the rows as CSV (with --by)')
    .action(async (options: ReportOptions) => {
      const session = openSession(context, loadNoun)
      if (options.by === undefined) await showTotals(session, options)
      else await showBreakdown(session, options, options.by)
      context.finish(0)
    })
}

async function showTotals(session: Session, options: ReportOptions): Promise<void> {
  if (options.csv || options.order !== undefined || options.limit !== undefined)
    throw misuse('--csv, --order and --limit are of rows: say --by what.')
  const query = usageQuery(options)
  const answer = objectOf(await session.client.call({ method: 'GET', path: '/usage/totals', query }))
  if (options.json) return showJson(session, answer)
  const before = objectOf(answer.before)
  const rows = [
    [period(answer), ...amountCells(objectOf(answer.totals))],
    [`before: ${period(before)}`, ...amountCells(objectOf(before.totals))],
  ]
  session.context.stdout.write(table(['TIME', ...amountHeadings], rows, palette(session)))
  const forecast = objectOf(answer.forecast)
  if (answer.forecast === null) return
  const { calls, totalTokens, costUsd } = forecast
  showSentence(
    session,
    `If it goes on like this, the month comes to ${dollarsText(costUsd)}, ${numberText(totalTokens)} tokens, ${numberText(calls)} calls.`,
  )
}

async function showBreakdown(session: Session, options: ReportOptions, by: string): Promise<void> {
  const { order, limit } = options
  const query: Query = {
    ...usageQuery(options),
    by,
    ...(order === undefined ? {} : { order }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  }
  if (options.csv && options.json) throw misuse('Say one of --json and --csv.')
  if (options.csv) {
    const path = '/usage/export/breakdown'
    session.context.stdout.write(await session.client.text({ method: 'GET', path, query: { ...query, format: 'csv' } }))
    return
  }
  const answer = objectOf(await session.client.call({ method: 'GET', path: '/usage/breakdown', query }))
  if (options.json) return showJson(session, answer)
  const items = listOf(answer.items).map(objectOf)
  if (items.length === 0) return showSentence(session, `Nothing was used: ${period(answer)}.`)
  const rows = items.map((item) => [rowName(item), ...amountCells(item)])
  const sum = ['in all', ...amountCells(objectOf(answer.totals))]
  session.context.stdout.write(table([by.toUpperCase(), ...amountHeadings], [...rows, sum], palette(session)))
}

function rowName({ name, isRest }: JsonObject): string {
  if (isRest === true) return '(others)'
  return name === null ? '(none)' : cell(name)
}

function period({ from, to }: JsonObject): string {
  return `${minute(from)} – ${minute(to)}`
}

function minute(time: unknown): string {
  return cell(String(time).slice(0, 16).replace('T', ' '))
}

function palette({ context }: Session) {
  return paletteFor(context.stdout, context.environment)
}
