import type { Kysely } from 'kysely'
import type { Schema } from './database.ts'
import { resealKeptRequests } from './kept-requests.ts'
import { codecOf } from './record-codec.ts'
import type { Kind } from './records.ts'
import { keptSecretPlace, sealPlace } from './seal-place.ts'
import { tables } from './tables.ts'

export type Reseal = (sealed: string, place: string) => string

/** Every sealed text there is. No revision and no audit entry: what is sealed stays what it was. */
export async function resealAll(transaction: Kysely<Schema>, reseal: Reseal): Promise<number> {
  let count = await resealKept(transaction, reseal)
  count += await resealKeptRequests(transaction, reseal)
  for (const kind of Object.keys(tables) as Kind[])
    for (const { property, column, type } of codecOf(kind).columns)
      if (type === 'sealed') count += await resealColumn(transaction, { kind, property, column }, reseal)
  return count
}

async function resealColumn(
  transaction: Kysely<Schema>,
  { kind, property, column }: { kind: Kind; property: string; column: string },
  reseal: Reseal,
): Promise<number> {
  const { name } = tables[kind]
  const rows = await transaction.selectFrom(name).select(['id', column]).where(column, 'is not', null).execute()
  for (const row of rows) {
    const sealed = reseal(String(row[column]), sealPlace(kind, property, String(row.id)))
    await transaction
      .updateTable(name)
      .set({ [column]: sealed })
      .where('id', '=', row.id)
      .execute()
  }
  return rows.length
}

async function resealKept(transaction: Kysely<Schema>, reseal: Reseal): Promise<number> {
  const rows = await transaction.selectFrom('kept_secret').select(['name', 'sealed']).execute()
  for (const { name, sealed } of rows)
    await transaction
      .updateTable('kept_secret')
      .set({ sealed: reseal(String(sealed), keptSecretPlace(String(name))) })
      .where('name', '=', name)
      .execute()
  return rows.length
}
