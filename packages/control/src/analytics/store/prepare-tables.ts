import { readNote, writeNote } from './notes.ts'
import { reshapeTables } from './reshape-tables.ts'
import { postgresSchema, sqliteSchema } from './schema.ts'
import type { Sql } from './sql.ts'

/** Raised with every change of the tables, which then needs a step here. */
const shape = 2
const shapeNote = 'shape'

/** Makes the tables where there are none, and brings those of an older version up to date: in one transaction, by whoever comes first. */
export function prepareTables(sql: Sql): Promise<void> {
  return sql.change(async (inside) => {
    const found = await shapeOf(inside)
    if (found === shape) return
    if (found !== undefined && found > shape)
      throw new Error(`its tables are those of a newer version (${found}, this one knows ${shape})`)
    const make = async () => {
      for (const text of inside.engine === 'sqlite' ? sqliteSchema() : postgresSchema()) await inside.all(text)
    }
    if (found === undefined) await make()
    else await reshapeTables(inside, make)
    await writeNote(inside, shapeNote, String(shape))
  })
}

/** undefined: there are no tables. */
async function shapeOf(sql: Sql): Promise<number | undefined> {
  const isThere =
    sql.engine === 'sqlite'
      ? "select 1 from sqlite_master where name = 'usage_note'"
      : "select 1 where to_regclass('usage_note') is not null"
  if ((await sql.all(isThere)).length === 0) return undefined
  // The first shape was not noted.
  return Number((await readNote(sql, shapeNote)) ?? 1)
}
