import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageQuery, UsageTotals } from '../../analytics/analytics-store.ts'
import { invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'
import { dayMs, readHours } from './read-query.ts'

/** What is shown hour by hour: beyond it, days. */
const hourlyDaysMax = 93

export interface Series {
  readonly query: UsageQuery
  readonly items: readonly (UsageTotals & { readonly at: number })[]
}

export async function usageSeries(
  verb: Verb,
  { per, ...input }: UsageQueryInput & { readonly per: 'hour' | 'day' },
): Promise<Series> {
  const query = await readHours(verb, input)
  if (per === 'hour' && query.to - query.from > hourlyDaysMax * dayMs)
    throw invalidField('per', `cannot be "hour" for more than ${hourlyDaysMax} days: ask for days, or for less time`)
  return { query, items: await verb.analytics.series(query, per) }
}
