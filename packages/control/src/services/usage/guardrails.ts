import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { PolicyHits, UsageQuery } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { readHours } from './read-query.ts'

export interface GuardrailHits {
  readonly query: UsageQuery
  readonly policyHits: number
  readonly days: readonly { readonly at: number; readonly policyHits: number }[]
  readonly byPolicy: readonly PolicyHits[]
}

export async function guardrailHits(verb: Verb, input: UsageQueryInput): Promise<GuardrailHits> {
  const { analytics } = verb
  const query = await readHours(verb, input)
  const { policyHits } = await analytics.totals(query)
  const days = await analytics.series(query, 'day')
  // Most have none at all.
  const byPolicy = policyHits === 0 ? [] : await analytics.policyHits(query)
  return { query, policyHits, days, byPolicy }
}
