import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageQuery } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { type NamedRow, namedBreakdown } from './breakdown.ts'
import { readHours } from './read-query.ts'

export interface OutcomeReport {
  readonly query: UsageQuery
  /** Of any outcome. */
  readonly calls: number
  readonly count: number
  readonly days: readonly { readonly at: number; readonly count: number }[]
  readonly byCode: readonly NamedRow[]
  readonly byApplication: readonly NamedRow[]
  readonly byApi: readonly NamedRow[]
  readonly byModel: readonly NamedRow[]
}

/** Refusals, or errors: how many, when, why, whose, and where. */
export async function usageOutcomes(
  verb: Verb,
  { limit, ...input }: UsageQueryInput & { readonly limit: number },
  outcome: 'refused' | 'failed',
): Promise<OutcomeReport> {
  const { analytics } = verb
  const all = await readHours(verb, input)
  const isMeant = all.filters.outcome === undefined || all.filters.outcome.includes(outcome)
  const query: UsageQuery = { ...all, filters: { ...all.filters, outcome: isMeant ? [outcome] : [] } }
  const top = { order: outcome, limit } as const
  const days = isMeant ? await analytics.series(query, 'day') : []
  const by = async (dimension: 'refusalCode' | 'application' | 'api' | 'model') =>
    isMeant ? await namedBreakdown(verb, query, { by: dimension, ...top }) : []
  return {
    query,
    calls: (await analytics.totals(all)).calls,
    count: days.reduce((sum, day) => sum + day[outcome], 0),
    days: days.map((day) => ({ at: day.at, count: day[outcome] })),
    byCode: await by('refusalCode'),
    byApplication: await by('application'),
    byApi: await by('api'),
    byModel: await by('model'),
  }
}
