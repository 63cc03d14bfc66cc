import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { Latency, UsageQuery } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { readHours } from './read-query.ts'

export const shownPercents = [50, 90, 95, 99] as const

/** Milliseconds, in the order of `shownPercents`. */
export type ShownLatencies = Readonly<Record<Latency, readonly (number | null)[]>>

export interface PercentileReport extends ShownLatencies {
  readonly query: UsageQuery
  /** With some filters only the newest calls are looked through. */
  readonly countedFrom: number
}

export async function usagePercentiles(verb: Verb, input: UsageQueryInput): Promise<PercentileReport> {
  const query = await readHours(verb, input)
  const of = (latency: Latency) => verb.analytics.percentiles(query, latency, shownPercents)
  const [firstByteMs, totalMs, providerMs] = [await of('firstByteMs'), await of('totalMs'), await of('providerMs')]
  return {
    query,
    ...{ firstByteMs: firstByteMs.values, totalMs: totalMs.values, providerMs: providerMs.values },
    countedFrom: Math.max(firstByteMs.countedFrom, totalMs.countedFrom, providerMs.countedFrom),
  }
}
