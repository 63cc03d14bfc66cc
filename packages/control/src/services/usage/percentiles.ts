import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { Latency, UsageQuery } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { readHours } from './read-query.ts'

export const shownPercents = [50, 90, 95, 99] as const

/** Milliseconds, in the order of `shownPercents`. */
export type Percentiles = Readonly<Record<Latency, readonly (number | null)[]>>

export async function usagePercentiles(
  verb: Verb,
  input: UsageQueryInput,
): Promise<Percentiles & { readonly query: UsageQuery }> {
  const query = await readHours(verb, input)
  const of = (latency: Latency) => verb.analytics.percentiles(query, latency, shownPercents)
  return {
    query,
    firstByteMs: await of('firstByteMs'),
    totalMs: await of('totalMs'),
    providerMs: await of('providerMs'),
  }
}
