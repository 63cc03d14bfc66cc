import type { Latency, Percentiles, UsageQuery } from '../analytics-store.ts'
import { latencyTable } from './cubes.ts'
import { conditionOf, organisationText } from './filters.ts'
import { type BucketCount, percentilesOf } from './latency-buckets.ts'
import { addPacked, countsOf, emptyHistograms } from './latency-histograms.ts'
import { hourAfter, hourBefore } from './parts.ts'
import { isCoarseQuery, rollupQuestion } from './rollup-question.ts'
import { bytes, number, type Sql } from './sql.ts'

/** For percentiles by what histograms are not kept by. */
const sampledCallsMax = 300_000

interface Asked {
  readonly of: Latency
  readonly percents: readonly number[]
}

export async function percentiles(sql: Sql, query: UsageQuery, { of, percents }: Asked): Promise<Percentiles> {
  if (isCoarseQuery(query)) {
    const counts = await countHistograms(sql, query, of)
    return { values: percentilesOf(counts, percents), countedFrom: query.from }
  }
  const countedFrom = await sampledFrom(sql, query)
  const counts = await countCalls(sql, { ...query, from: countedFrom }, of)
  return { values: percentilesOf(counts, percents), countedFrom: Math.max(query.from, countedFrom) }
}

async function countHistograms(sql: Sql, query: UsageQuery, of: Latency): Promise<BucketCount[]> {
  const question = await rollupQuestion(sql, query, { name: latencyTable, select: () => 'u.buckets' })
  const histograms = emptyHistograms()
  if (question !== undefined)
    for (const row of await sql.all(question.text, question.values)) addPacked(histograms, bytes(row, 'buckets'))
  return countsOf(histograms, of)
}

/** How far back the newest calls go that are looked through. */
async function sampledFrom(sql: Sql, { organisationId, from, to }: UsageQuery): Promise<number> {
  const question = `select at from usage_call where organisation = (${organisationText}) and at >= ? and at < ?
    order by at desc, number desc limit 1 offset ${sampledCallsMax}`
  const row = (await sql.all(question, [organisationId, hourBefore(from), hourAfter(to)]))[0]
  return row === undefined ? hourBefore(from) : number(row, 'at')
}

const latencyColumns = { firstByteMs: 'first_byte_ms', totalMs: 'total_ms', providerMs: 'provider_ms' } as const

async function countCalls(sql: Sql, query: UsageQuery, of: Latency): Promise<BucketCount[]> {
  const condition = conditionOf(query, 'c')
  const column = `u.${latencyColumns[of]}`
  const question = `select ${column} as bucket, count(*) as calls from usage_call u join usage_combination c on c.id = u.combination
    where u.organisation = (${organisationText}) and u.at >= ? and u.at < ? and ${column} is not null
    ${condition === undefined ? '' : `and ${condition.text}`} group by 1 order by 1`
  const values = [query.organisationId, query.from, hourAfter(query.to), ...(condition?.values ?? [])]
  const rows = await sql.all(question, values)
  return rows.map((row) => ({ bucket: number(row, 'bucket'), calls: number(row, 'calls') }))
}
