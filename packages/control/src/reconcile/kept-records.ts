import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { AnalyticsStore } from '../analytics/analytics-store.ts'

const recordsAtOnce = 1_000

interface Wanted {
  readonly organisationId: string
  /** Unix milliseconds: the first that is taken in from then on, and all that were taken in after it. */
  readonly from: number
}

/** Calls that gateways have shipped, in the order in which they came. */
export async function* keptRecords(
  store: Pick<AnalyticsStore, 'numberSince' | 'recordsAfter'>,
  { organisationId, from }: Wanted,
): AsyncIterable<UsageRecord> {
  const first = await store.numberSince(organisationId, from)
  if (first === null) return
  let after = first - 1
  for (;;) {
    const found = await store.recordsAfter(after, recordsAtOnce)
    const last = found.at(-1)
    if (last === undefined) return
    for (const { record, facts } of found) if (facts.organisationId === organisationId) yield record
    after = last.number
  }
}
