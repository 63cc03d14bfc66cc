import type { UsageRecord } from '@tollgate/contract/usage-record'
import { addCalls } from './add-calls.ts'
import { type CallBatch, callBatch, timeAt } from './call-batch.ts'
import { Dictionary } from './dictionary.ts'
import { ensurePartitions } from './partitions.ts'
import { number, type Sql, type SqlRow, text } from './sql.ts'

const recordsAtOnce = 2_000
/** Everything of the first shape that is made anew; records, numbers of values and notes stay. */
const derived = [
  ...['usage_call', 'usage_combination', 'usage_conversation'],
  ...['usage_hour', 'usage_day', 'usage_latency_hour', 'usage_latency_day'],
]

/** From the first shape to the second: sums, histograms and the log of calls are made anew of the records. */
export async function reshapeTables(sql: Sql, make: () => Promise<void>): Promise<void> {
  for (const table of derived) await sql.all(`drop table if exists ${table}`)
  await make()
  const dictionary = new Dictionary(Date.now, { newCombinationsADayMax: Number.MAX_SAFE_INTEGER })
  const question = `select r.number, r.organisation, r.gateway_id, r.record, o.value as organisation_id
    from usage_record r join usage_value o on o.id = r.organisation where r.number > ? order by r.number limit ${recordsAtOnce}`
  let after = 0
  for (;;) {
    const rows = await sql.all(question, [after])
    const last = rows.at(-1)
    if (last === undefined) return
    for (const ofOne of Map.groupBy(rows, groupOf).values()) await addRecords(sql, dictionary, ofOne)
    after = number(last, 'number')
  }
}

function groupOf(row: SqlRow): string {
  return `${number(row, 'organisation')} ${text(row, 'gateway_id')}`
}

async function addRecords(sql: Sql, dictionary: Dictionary, rows: readonly SqlRow[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const texts = rows.map((row) => text(row, 'record'))
  // Checked when they came in, and written by us.
  const records = texts.map((record): UsageRecord => JSON.parse(record))
  const source = { organisationId: text(first, 'organisation_id'), gatewayId: text(first, 'gateway_id') }
  const batch: CallBatch = callBatch(records, source, texts)
  if (sql.engine === 'postgres')
    await ensurePartitions(
      sql,
      rows.map((_row, place) => timeAt(batch, place)),
    )
  const numbers = new Map(rows.map((row, place) => [place, number(row, 'number')]))
  await addCalls(sql, dictionary, { organisation: number(first, 'organisation'), batch, numbers })
}
