import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageQuery, UsageTotals } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { type NamedRow, namedBreakdown } from './breakdown.ts'
import { readHours } from './read-query.ts'

export interface CacheHealth {
  readonly query: UsageQuery
  readonly totals: UsageTotals
  readonly days: readonly (UsageTotals & { readonly at: number })[]
  readonly byModel: readonly NamedRow[]
  readonly byAgent: readonly NamedRow[]
  readonly byApplication: readonly NamedRow[]
}

/** How much of the input came from providers' caches, and what that saved. */
export async function cacheHealth(
  verb: Verb,
  { limit, ...input }: UsageQueryInput & { readonly limit: number },
): Promise<CacheHealth> {
  const { analytics } = verb
  const query = await readHours(verb, input)
  const top = { order: 'totalTokens', limit } as const
  return {
    query,
    totals: await analytics.totals(query),
    days: await analytics.series(query, 'day'),
    byModel: await namedBreakdown(verb, query, { by: 'model', ...top }),
    byAgent: await namedBreakdown(verb, query, { by: 'agent', ...top }),
    byApplication: await namedBreakdown(verb, query, { by: 'application', ...top }),
  }
}
