import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageQuery, UsageTotals } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { dayMs, hourMs, readHours, wholeHours } from './read-query.ts'

export interface Forecast {
  readonly monthEndsAt: number
  readonly calls: number
  readonly totalTokens: number
  /** Micro-dollars. */
  readonly cost: number
}

export interface ComparedTotals {
  readonly query: UsageQuery
  readonly totals: UsageTotals
  readonly before: { readonly from: number; readonly to: number; readonly totals: UsageTotals }
  readonly forecast: Forecast | null
}

/** Beside them the period of the same length before, and where the month will end if it goes on like this. */
export async function usageTotals(verb: Verb, input: UsageQueryInput): Promise<ComparedTotals> {
  const { analytics } = verb
  const query = await readHours(verb, input)
  const before = { ...query, from: query.from - (query.to - query.from), to: query.from }
  return {
    query,
    totals: await analytics.totals(query),
    before: { from: before.from, to: before.to, totals: await analytics.totals(before) },
    forecast: await forecast(verb, query),
  }
}

const measuredDays = 7

/** So far, and for what is left of the month the mean of the last seven days, a whole week, so that week-ends are in it as often as they come. */
async function forecast({ analytics, now }: Verb, query: UsageQuery): Promise<Forecast | null> {
  const to = now()
  const month = monthOf(to)
  const week = { from: wholeHours(to - measuredDays * dayMs), to: wholeHours(to + hourMs - 1) }
  const recent = await analytics.series({ ...query, ...week }, 'hour')
  const first = recent.find(({ calls }) => calls > 0)
  if (first === undefined) return null
  const soFar = await analytics.totals({ ...query, from: month.from, to: week.to })
  const earlier = await analytics.totals({ ...query, from: week.from - measuredDays * dayMs, to: week.from })
  // Where usage has begun within the week, the time before it says nothing.
  const measuredFrom = earlier.calls > 0 ? week.from : first.at
  const factor = (month.to - to) / Math.max(to - measuredFrom, hourMs)
  const at = (amount: (totals: UsageTotals) => number) =>
    Math.round(amount(soFar) + factor * recent.reduce((sum, bucket) => sum + amount(bucket), 0))
  return {
    monthEndsAt: month.to,
    calls: at(({ calls }) => calls),
    totalTokens: at(({ totalTokens }) => totalTokens),
    cost: at(({ cost }) => cost),
  }
}

function monthOf(time: number): { from: number; to: number } {
  const date = new Date(time)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) }
}
