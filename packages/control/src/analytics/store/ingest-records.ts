import type { Ingested } from '../analytics-store.ts'
import { addCalls } from './add-calls.ts'
import { type CallBatch, timeAt } from './call-batch.ts'
import type { Dictionary } from './dictionary.ts'
import { readForgotten } from './notes.ts'
import { sumUpOldDay } from './open-days.ts'
import { ensurePartitions } from './partitions.ts'
import type { Sql } from './sql.ts'

interface Ingesting {
  readonly dictionary: Dictionary
  readonly recordsBeforeSumming: number
}

/** In one transaction: raw records and everything that is summed of them. */
export async function ingestRecords(
  sql: Sql,
  batch: CallBatch,
  { dictionary, recordsBeforeSumming }: Ingesting,
): Promise<Ingested> {
  const forgotten = await readForgotten(sql)
  const organisation = await dictionary.organisation(sql, batch.source.organisationId)
  const places = [...batch.ids.keys()].filter((place) => timeAt(batch, place) >= forgotten)
  if (sql.engine === 'postgres')
    await ensurePartitions(
      sql,
      places.map((place) => timeAt(batch, place)),
    )
  const found = await insertRecords(sql, organisation, { batch, places })
  const numbers = new Map<number, number>()
  for (const [index, place] of places.entries()) {
    const number = found[index]
    if (number !== undefined) numbers.set(place, number)
  }
  await addCalls(sql, dictionary, { organisation, batch, numbers })
  await sumUpOldDay(sql, recordsBeforeSumming)
  return { taken: numbers.size, leftOut: [...batch.ids.keys()].filter((place) => !numbers.has(place)) }
}

/** The numbers of those that were not known. */
function insertRecords(
  sql: Sql,
  organisation: number,
  { batch, places }: { readonly batch: CallBatch; readonly places: readonly number[] },
): Promise<readonly (number | undefined)[]> {
  const { ids, texts, source } = batch
  return sql.insertRecords({
    columns: ['organisation', 'id', 'at', 'gateway_id', 'record'],
    rows: places.map((place) => [
      ...[organisation, ids[place] ?? '', timeAt(batch, place), source.gatewayId, texts[place] ?? ''],
    ]),
  })
}
