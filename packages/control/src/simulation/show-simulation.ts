import { shownLimit } from '../services/plan-limits.ts'
import type { Played } from './play.ts'
import type { LimitResult, SubscriptionResult } from './simulation.ts'

const rowsShown = 20
const microDollars = 1_000_000

/** What a simulation found, as a person reads it. */
export function showSimulation({ plan, simulation, read }: Played): string {
  const { calls, refused, subscriptions, period, late } = simulation
  const limits = [...plan.limits.map(limitText), ...concurrencyText(plan.concurrencyMax)]
  const lines = [`Plan ${plan.name}: ${limits.length === 0 ? 'no limits' : limits.join(' · ')}`]
  if (period === null) lines.push('There are no calls to play.')
  else {
    lines.push(
      `${amount(calls, 'call')} of ${amount(subscriptions.length, 'subscription')}, ${time(period.from)} to ${time(period.to)}`,
    )
    lines.push(refusedLine(refused, calls, subscriptions), costLine(subscriptions))
  }
  if (read.damaged > 0)
    lines.push(`${amount(read.damaged, 'line')} could not be read and ${were(read.damaged)} left out.`)
  if (read.withoutPlan > 0)
    lines.push(`${amount(read.withoutPlan, 'call')} ${were(read.withoutPlan)} under no plan and left out.`)
  if (read.refusedThen > 0)
    lines.push(
      `${amount(read.refusedThen, 'call')} ${were(read.refusedThen)} refused at the time: what they would have used is not known and counts as nothing.`,
    )
  if (read.refusedOtherwise > 0)
    lines.push(
      `${amount(read.refusedOtherwise, 'call')} ${were(read.refusedOtherwise)} refused for other reasons at the time and left out.`,
    )
  if (late > 0)
    lines.push(`${amount(late, 'call')} came too late in the files and ${were(late)} played later than they were.`)
  if (refused > 0) lines.push('', ...refusals(subscriptions))
  if (limits.length > 0 && period !== null) lines.push('', ...nearness(subscriptions))
  return `${lines.join('\n')}\n`
}

function refusedLine(refused: number, calls: number, subscriptions: readonly SubscriptionResult[]): string {
  if (refused === 0) return 'Nobody would have been refused.'
  const who = subscriptions.filter((one) => one.refused > 0).length
  return `${amount(refused, 'call')} of ${amount(who, 'subscription')} would have been refused: ${percent(refused, calls)} %.`
}

function costLine(subscriptions: readonly SubscriptionResult[]): string {
  const sum = (of: (one: SubscriptionResult) => number) => subscriptions.reduce((all, one) => all + of(one), 0)
  const tokens = number(sum(({ used }) => used.totalTokens))
  const [cost, unpriced] = [sum(({ used }) => used.cost), sum(({ used }) => used.callsWithoutPrice)]
  const dollars = (cost / microDollars).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  if (cost === 0 && unpriced > 0)
    return `The others use ${tokens} tokens; what they cost is not known: their models have no price.`
  const besides = unpriced === 0 ? '' : `, and what ${amount(unpriced, 'call')} of models without a price cost`
  return `The others use ${tokens} tokens and cost ${dollars} dollars${besides}.`
}

function refusals(subscriptions: readonly SubscriptionResult[]): string[] {
  const rows = subscriptions.filter(({ refused }) => refused > 0)
  return [
    ...table(
      ['WHO', 'API', 'CALLS', 'REFUSED', '', 'FIRST', 'UNTIL', 'THEY WOULD HAVE READ'],
      rows
        .slice(0, rowsShown)
        .map((one) => [
          one.application,
          one.api,
          number(one.calls),
          number(one.refused),
          `${percent(one.refused, one.calls)} %`,
          time(one.firstRefusedAt),
          again(one),
          one.firstRefusal ?? '',
        ]),
    ),
    ...more(rows.length),
  ]
}

/** When the first stretch of refusals would have ended. */
function again({ stops, stopsCount }: SubscriptionResult): string {
  const [first] = stops
  if (first === undefined) return ''
  const more = stopsCount > 1 ? `, and ${number(stopsCount - 1)} more` : ''
  return `${time(first.opensAt ?? first.admittedAgainAt)}${more}`
}

function nearness(subscriptions: readonly SubscriptionResult[]): string[] {
  const rows = subscriptions.flatMap((one) => one.limits.map((limit) => ({ one, limit })))
  // The nearest first; what was refused is at the top anyway.
  rows.sort((a, b) => (b.limit.peakPercent ?? 0) - (a.limit.peakPercent ?? 0))
  return [
    ...table(
      ['WHO', 'API', 'LIMIT', 'CAME TO', 'AT', 'REFUSED'],
      rows
        .slice(0, rowsShown)
        .map(({ one, limit }) => [
          one.application,
          one.api,
          limitOf(limit),
          limit.peakPercent === null ? '' : `${limit.peakPercent} %`,
          time(limit.peakAt),
          refusedBy(limit),
        ]),
    ),
    ...more(rows.length),
  ]
}

function refusedBy({ refused, passedBeyond, limit }: LimitResult): string {
  if (limit.counter.isSoft !== true) return number(refused)
  return passedBeyond === 0 ? 'soft' : `soft: ${number(passedBeyond)} beyond it`
}

function limitOf({ limit }: LimitResult): string {
  return limit.row === null ? (concurrencyText(limit.counter.limit)[0] ?? '') : limitText(limit.row)
}

export function limitText(row: Parameters<typeof shownLimit>[0]): string {
  const { metric, limit, per, window, timeZone } = shownLimit(row)
  const extra = [window, timeZone, row.isSoft === true ? 'soft' : undefined].filter((part) => part !== undefined)
  return `${number(limit)} ${metric === 'cost' ? 'dollars' : metric} per ${per}${extra.length === 0 ? '' : ` (${extra.join(', ')})`}`
}

function concurrencyText(most: number | null | undefined): string[] {
  return most == null ? [] : [`${number(most)} at once`]
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const plain = rows.map((row) => row.map(printable))
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...plain.map((row) => row[index]?.length ?? 0)),
  )
  return [headings, ...plain].map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Names are other people's: nothing in them moves the cursor. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�').slice(0, 200)
}

function more(rows: number): string[] {
  return rows > rowsShown ? [`… and ${rows - rowsShown} more: --json has them all.`] : []
}

function time(at: number | null): string {
  return at === null ? '—' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function percent(part: number, whole: number): string {
  return String(Math.round((part / whole) * 1_000) / 10)
}

function number(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: 6 })
}

function amount(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
