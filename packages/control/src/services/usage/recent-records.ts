import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { StoredRecord, UsageQuery } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { readQuery } from './read-query.ts'
import { isVisible } from './visible-usage.ts'

export interface RecentRecords {
  readonly query: UsageQuery
  /** Unix milliseconds: what is older was not looked at. */
  readonly countedFrom: number
  readonly records: readonly StoredRecord[]
}

/** Single calls are looked through one by one: more than these would take too long. */
const recordsMax = 10_000
const pageRecords = 1_000

/** The newest calls of the time asked for, whole. */
export async function recentRecords(verb: Verb, input: UsageQueryInput, most = recordsMax): Promise<RecentRecords> {
  const query = await readQuery(verb, input)
  const { organisationId, from, to } = query
  const first = await verb.analytics.numberSince(organisationId, from)
  const bounds = await verb.analytics.bounds()
  if (first === null || bounds === null) return { query, countedFrom: from, records: [] }
  const end = (await verb.analytics.numberSince(organisationId, to)) ?? bounds.newest + 1
  const start = Math.max(first, end - most)
  const looked = await between(verb, start, end)
  const ofTime = looked.filter(({ record }) => record.at >= from && record.at < to)
  const records = ofTime.filter(({ facts }) => isAskedFor(query, facts))
  const oldest = start === first ? from : ofTime.reduce((least, { record }) => Math.min(least, record.at), to)
  return { query, countedFrom: oldest, records }
}

async function between({ analytics }: Verb, start: number, end: number): Promise<StoredRecord[]> {
  const found: StoredRecord[] = []
  for (let after = start - 1; after < end - 1; ) {
    const page = await analytics.recordsAfter(after, pageRecords)
    const last = page.at(-1)
    if (last === undefined) break
    found.push(...page.filter(({ number }) => number < end))
    after = last.number
  }
  return found
}

function isAskedFor({ organisationId, visible, filters }: UsageQuery, facts: StoredRecord['facts']): boolean {
  return facts.organisationId === organisationId && isVisible(visible, facts) && isVisible([filters], facts)
}

/** Exact; null where there is nothing. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null
}
