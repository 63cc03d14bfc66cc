import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageProviders } from '@tollgate/contract/resources/usage-health'
import type { Attempt } from '@tollgate/contract/usage-record'
import type { StoredRecord } from '../../analytics/analytics-store.ts'
import { readerOf, type Verb } from '../verb.ts'
import { judgeProvider } from './judge-provider.ts'
import { percentile, type RecentRecords, recentRecords } from './recent-records.ts'

type Row = UsageProviders['items'][number]
type Unnamed = Omit<Row, 'endpointName'>

export interface ProviderHealth extends Omit<RecentRecords, 'records'> {
  readonly calls: number
  readonly items: readonly Row[]
}

interface Try {
  readonly attempt: Attempt
  readonly wasAskedAgain: boolean
}

/** How providers and their endpoints answered, and whose the trouble is. */
export async function providerHealth(verb: Verb, input: UsageQueryInput): Promise<ProviderHealth> {
  const { records, ...asked } = await recentRecords(verb, input)
  const items = [...Map.groupBy(records, ({ facts }) => facts.provider)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .flatMap(([provider, calls]) => rowsOf(provider, calls))
  return { ...asked, calls: records.length, items: await named(verb, items) }
}

async function named(verb: Verb, rows: readonly Unnamed[]): Promise<Row[]> {
  const known = await readerOf(verb).find('endpoint', { id: rows.flatMap(({ endpoint }) => endpoint ?? []) })
  return rows.map((row) => ({ ...row, endpointName: known.find(({ id }) => id === row.endpoint)?.name ?? null }))
}

function rowsOf(provider: string, calls: readonly StoredRecord[]): Unnamed[] {
  const tries = calls.flatMap(({ record: { attempts } }) =>
    attempts.map((attempt, index) => ({ attempt, wasAskedAgain: index < attempts.length - 1 })),
  )
  const endpoints = [...Map.groupBy(tries, ({ attempt }) => attempt.endpoint)]
  const whole = rowOf(tries, { provider, endpoint: null, calls: calls.length, ours: calls.filter(isOurs).length })
  return [
    whole,
    ...endpoints
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([endpoint, ofIt]) => rowOf(ofIt, { provider, endpoint, calls: ofIt.length, ours: 0 })),
  ]
}

function rowOf(tries: readonly Try[], known: Pick<Row, 'provider' | 'endpoint' | 'calls' | 'ours'>): Unnamed {
  const attempts = tries.map(({ attempt }) => attempt)
  const heads = attempts.flatMap(({ headMs }) => headMs ?? [])
  const counted = {
    ...known,
    asked: tries.length,
    errors: attempts.filter(isError).length,
    limited: attempts.filter(({ status }) => status === 429).length,
    rejected: attempts.filter((attempt) => isRejection(attempt)).length,
    failovers: tries.filter(({ wasAskedAgain }) => wasAskedAgain).length,
    firstByteMs: { p50: percentile(heads, 50), p95: percentile(heads, 95) },
  }
  return { ...counted, ...judgeProvider(counted) }
}

function isError({ status, failure }: Attempt): boolean {
  return failure !== null ? status !== 429 && !isClientStatus(status) : status !== null && status >= 500
}

function isRejection({ status }: Attempt): boolean {
  return status !== 429 && isClientStatus(status)
}

function isClientStatus(status: number | null): boolean {
  return status !== null && status >= 400 && status < 500
}

/** The call failed and no provider had a part in it. */
function isOurs({ record: { outcome, attempts } }: StoredRecord): boolean {
  const isWell = (attempt: Attempt) => attempt.failure === null && attempt.status !== null && attempt.status < 400
  return outcome === 'failed' && attempts.every(isWell)
}
