import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsagePolicies } from '@tollgate/contract/resources/usage-health'
import type { Verdict } from '@tollgate/contract/usage-record'
import type { StoredRecord } from '../../analytics/analytics-store.ts'
import type { Verb } from '../verb.ts'
import { percentile, type RecentRecords, recentRecords } from './recent-records.ts'

export interface PolicyWork extends Omit<RecentRecords, 'records'> {
  readonly calls: number
  readonly guardedCalls: number
  readonly callsWithoutVerdict: number
  readonly items: UsagePolicies['items']
}

interface Cell {
  readonly policy: string
  readonly apiId: string
  readonly api: string
  readonly verdicts: Verdict['verdict'][]
  readonly ms: number[]
}

/** What each policy did on each API, and whether calls went past them all. */
export async function policyWork(verb: Verb, input: UsageQueryInput): Promise<PolicyWork> {
  const { records, ...asked } = await recentRecords(verb, input)
  const cells = new Map<string, Cell>()
  for (const { record, facts } of records)
    for (const [policy, work] of workOf(record.verdicts)) {
      const key = `${facts.apiId} ${policy}`
      const cell = cells.get(key) ?? { policy, apiId: facts.apiId, api: facts.api, verdicts: [], ms: [] }
      cell.verdicts.push(work.verdict)
      cell.ms.push(work.ms)
      cells.set(key, cell)
    }
  const items = [...cells.values()].map(shown).toSorted((one, other) => other.hits - one.hits || other.ran - one.ran)
  return { ...asked, calls: records.length, ...guarded(records), items }
}

/** A policy that acts on the way there and back, or twice, is one for a call: the gravest that it said. */
const gravest: readonly Verdict['verdict'][] = [
  'refused',
  'could-not-run',
  'changed',
  'would-refuse',
  'would-change',
  'passed',
]

function workOf(verdicts: readonly Verdict[]): ReadonlyMap<string, Pick<Verdict, 'verdict' | 'ms'>> {
  const work = new Map<string, Pick<Verdict, 'verdict' | 'ms'>>()
  for (const { policy, verdict, ms } of verdicts) {
    const before = work.get(policy) ?? { verdict: 'passed', ms: 0 }
    const isGraver = gravest.indexOf(verdict) < gravest.indexOf(before.verdict)
    work.set(policy, { verdict: isGraver ? verdict : before.verdict, ms: before.ms + ms })
  }
  return work
}

function shown({ policy, apiId, api, verdicts, ms }: Cell): UsagePolicies['items'][number] {
  const of = (...wanted: readonly Verdict['verdict'][]) => verdicts.filter((one) => wanted.includes(one)).length
  const [changed, refused, observed] = [of('changed'), of('refused'), of('would-change', 'would-refuse')]
  return {
    ...{ policy, apiId, api, ran: verdicts.length, hits: changed + refused + observed },
    ...{ changed, refused, observed, failed: of('could-not-run') },
    ms: { p50: percentile(ms, 50), p95: percentile(ms, 95) },
  }
}

/** Where policies act is read off the calls: on an API's operation, from the first one on that carries a verdict. */
function guarded(records: readonly StoredRecord[]): Pick<PolicyWork, 'guardedCalls' | 'callsWithoutVerdict'> {
  const since = new Map<string, number>()
  const place = ({ facts }: StoredRecord) => `${facts.apiId} ${facts.operation}`
  for (const stored of records)
    if (stored.record.verdicts.length > 0)
      since.set(place(stored), Math.min(since.get(place(stored)) ?? Number.POSITIVE_INFINITY, stored.record.at))
  const answered = records.filter(
    (stored) =>
      stored.record.outcome === 'answered' &&
      stored.record.at >= (since.get(place(stored)) ?? Number.POSITIVE_INFINITY),
  )
  return {
    guardedCalls: answered.length,
    callsWithoutVerdict: answered.filter(({ record }) => record.verdicts.length === 0).length,
  }
}
