import type { UsageRecord } from '@tollgate/contract/usage-record'
import { dimensions } from '../analytics-store.ts'
import { factsOf } from '../facts-of.ts'
import type { RecordSource, UsageFacts } from '../usage-facts.ts'
import { dayMs, dimensionColumn, hourMs, latencyDimensions } from './columns.ts'
import { conversationRows, noteConversations } from './conversations.ts'
import type { Combination, Dictionary } from './dictionary.ts'
import { bucketOf } from './latency-buckets.ts'
import { readForgotten } from './notes.ts'
import { ensurePartitions } from './partitions.ts'
import { number, type Sql, type SqlValue, text } from './sql.ts'
import { sumColumns, sumsOf } from './sums.ts'

/** A record, and the text of it that is kept. */
export interface GivenRecord {
  readonly record: UsageRecord
  readonly text: string
}

/** A call that is new here. */
export interface FreshCall {
  readonly number: number
  readonly facts: UsageFacts
  readonly combination: Combination
}

/** In one transaction: raw records and everything that is summed of them. */
export async function ingestRecords(
  sql: Sql,
  dictionary: Dictionary,
  { given, source }: { readonly given: readonly GivenRecord[]; readonly source: RecordSource },
): Promise<{ readonly taken: number }> {
  const forgotten = await readForgotten(sql)
  const organisation = await dictionary.organisation(sql, source.organisationId)
  const wanted = given.filter(({ record }) => record.at >= forgotten)
  if (sql.engine === 'postgres')
    await ensurePartitions(
      sql,
      wanted.map(({ record }) => record.at),
    )
  const numbers = await insertRecords(sql, organisation, { given: wanted, source })
  const fresh: { readonly number: number; readonly facts: UsageFacts }[] = []
  for (const { record } of wanted) {
    const found = numbers.get(record.id)
    if (found === undefined) continue
    // Once, where a batch has it twice.
    numbers.delete(record.id)
    fresh.push({ number: found, facts: factsOf(record, source) })
  }
  const combinations = await dictionary.combine(
    sql,
    organisation,
    fresh.map(({ facts }) => facts),
  )
  const calls = fresh.flatMap((one, at): FreshCall[] => {
    const combination = combinations[at]
    return combination === undefined ? [] : [{ ...one, combination }]
  })
  await insertCalls(sql, organisation, calls)
  await addToCube(sql, 'usage_hour', cells(organisation, calls, hourMs))
  await addToCube(sql, 'usage_day', cells(organisation, calls, dayMs))
  await addToHistogram(sql, 'usage_latency_hour', latencies(organisation, calls, hourMs))
  await addToHistogram(sql, 'usage_latency_day', latencies(organisation, calls, dayMs))
  await noteConversations(sql, conversationRows(organisation, calls))
  return { taken: calls.length }
}

/** The numbers of those that were not known, by id. */
async function insertRecords(
  sql: Sql,
  organisation: number,
  { given, source }: { readonly given: readonly GivenRecord[]; readonly source: RecordSource },
): Promise<Map<string, number>> {
  const rows = await sql.insert({
    table: 'usage_record',
    columns: ['organisation', 'id', 'at', 'gateway_id', 'record'],
    rows: given.map((one) => [organisation, one.record.id, one.record.at, source.gatewayId, one.text]),
    ending: 'on conflict do nothing returning number, id',
  })
  return new Map(rows.map((row) => [text(row, 'id'), number(row, 'number')]))
}

async function insertCalls(sql: Sql, organisation: number, calls: readonly FreshCall[]): Promise<void> {
  await sql.insert({
    table: 'usage_call',
    columns: [
      ...['organisation', 'at', 'number', 'combination', 'status', 'conversation', 'key_id'],
      ...['first_byte_ms', 'total_ms', 'provider_ms'],
    ],
    rows: calls.map(({ number: place, facts, combination }) => [
      ...[organisation, facts.at, place, combination.id, facts.status, facts.conversation, facts.keyId],
      ...[bucketOf(facts.firstByteMs), bucketOf(facts.totalMs), bucketOf(facts.providerMs)],
    ]),
  })
}

/** What a batch adds to each cell: a cell is written once, however many calls fall into it. */
function cells(organisation: number, calls: readonly FreshCall[], slotMs: number): SqlValue[][] {
  const found = new Map<string, { readonly keys: readonly number[]; readonly added: number[] }>()
  for (const { facts, combination } of calls) {
    const slot = Math.floor(facts.at / slotMs)
    const key = `${slot} ${combination.id}`
    const sums = sumsOf(facts)
    const cell = found.get(key)
    if (cell === undefined) found.set(key, { keys: [organisation, slot, combination.id], added: sums })
    else for (const [place, sum] of sums.entries()) cell.added[place] = (cell.added[place] ?? 0) + sum
  }
  return [...found.values()].map(({ keys, added }) => [...keys, ...added])
}

async function addToCube(sql: Sql, table: string, rows: readonly SqlValue[][]): Promise<void> {
  const keys = ['organisation', 'slot', 'combination']
  await sql.insert({ table, columns: [...keys, ...sumColumns], rows, ending: adding(table, keys, sumColumns) })
}

const latencyPlaces = latencyDimensions.map((dimension) => dimensions.indexOf(dimension))

function latencies(organisation: number, calls: readonly FreshCall[], slotMs: number): SqlValue[][] {
  const found = new Map<string, { readonly keys: readonly number[]; calls: number }>()
  for (const { facts, combination } of calls) {
    const slot = Math.floor(facts.at / slotMs)
    const codes = latencyPlaces.map((place) => combination.codes[place] ?? 0)
    for (const [kind, ms] of [facts.firstByteMs, facts.totalMs, facts.providerMs].entries()) {
      const bucket = bucketOf(ms)
      if (bucket === null) continue
      const keys = [organisation, slot, ...codes, kind, bucket]
      const key = keys.join(' ')
      const cell = found.get(key)
      if (cell === undefined) found.set(key, { keys, calls: 1 })
      else cell.calls += 1
    }
  }
  return [...found.values()].map((cell) => [...cell.keys, cell.calls])
}

async function addToHistogram(sql: Sql, table: string, rows: readonly SqlValue[][]): Promise<void> {
  const keys = ['organisation', 'slot', ...latencyDimensions.map(dimensionColumn), 'kind', 'bucket']
  await sql.insert({ table, columns: [...keys, 'calls'], rows, ending: adding(table, keys, ['calls']) })
}

function adding(table: string, keys: readonly string[], columns: readonly string[]): string {
  const sums = columns.map((column) => `${column} = ${table}.${column} + excluded.${column}`)
  return `on conflict (${keys.join(', ')}) do update set ${sums.join(', ')}`
}
