import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageQuery } from '../../analytics/analytics-store.ts'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import type { Verb } from '../verb.ts'
import { readHours } from './read-query.ts'

const pageItems = 500
/** Which policy it was is in single records only: that many of the newest are read. */
const recordsMax = 10_000

export interface PolicyCount {
  readonly policy: string
  readonly verdict: string
  readonly hits: number
}

export interface GuardrailHits {
  readonly query: UsageQuery
  readonly policyHits: number
  readonly days: readonly { readonly at: number; readonly policyHits: number }[]
  readonly byPolicy: readonly PolicyCount[]
  readonly countedFrom: number
}

export async function guardrailHits(verb: Verb, input: UsageQueryInput): Promise<GuardrailHits> {
  const { analytics } = verb
  const query = await readHours(verb, input)
  const { policyHits } = await analytics.totals(query)
  const days = await analytics.series(query, 'day')
  // Most have none at all: then nothing is read.
  const counted = policyHits === 0 ? { byPolicy: [], countedFrom: query.from } : await countNewest(verb, query)
  return { query, policyHits, days, ...counted }
}

async function countNewest(
  { analytics }: Verb,
  query: UsageQuery,
): Promise<Pick<GuardrailHits, 'byPolicy' | 'countedFrom'>> {
  const counts = new Map<string, PolicyCount>()
  let cursor: string | undefined
  for (let read = 0; read < recordsMax; read += pageItems) {
    const page = await analytics.requests({ ...query, limit: pageItems, cursor })
    for (const facts of page.items) count(counts, facts)
    if (page.cursor === null) return { byPolicy: sorted(counts), countedFrom: query.from }
    cursor = page.cursor
    if (read + pageItems >= recordsMax) return { byPolicy: sorted(counts), countedFrom: page.scannedTo }
  }
  return { byPolicy: sorted(counts), countedFrom: query.to }
}

function count(counts: Map<string, PolicyCount>, { policyHits }: UsageFacts): void {
  for (const { policy, verdict } of policyHits) {
    const key = `${policy}\n${verdict}`
    counts.set(key, { policy, verdict, hits: (counts.get(key)?.hits ?? 0) + 1 })
  }
}

function sorted(counts: ReadonlyMap<string, PolicyCount>): PolicyCount[] {
  return [...counts.values()].sort((one, other) => other.hits - one.hits)
}
