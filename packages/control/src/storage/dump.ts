import { createHash } from 'node:crypto'
import type { Database } from './database.ts'
import { type DumpEnd, type DumpHeader, type DumpTable, type DumpValue, dumpFormat } from './dump-format.ts'
import { type DumpedTable, dumpedTables } from './dumped-tables.ts'
import { appliedMigrations } from './migrate.ts'

/** Of rows that may be large. */
const largeRowsAtOnce = 8

/** Everything, as it was at one moment, whatever is changed meanwhile. */
export async function* dumpAll({ db, engine, openView }: Database, at: number): AsyncIterable<string> {
  const hash = createHash('sha256')
  const hashed = (value: DumpHeader | DumpTable | readonly DumpValue[]) => {
    const line = JSON.stringify(value)
    hash.update(`${line}\n`)
    return line
  }
  const view = await openView()
  try {
    const migrations = [...(await appliedMigrations(db))]
    yield hashed({ tollgate: 'backup', format: dumpFormat, migrations, at })
    const counts: Record<string, number> = {}
    for (const table of await dumpedTables(db, engine)) {
      yield hashed({ table: table.name, columns: [...table.columns] })
      let count = 0
      for await (const rows of view.rows(table.name, table.columns, {
        sliceRows: table.hasLargeRows ? largeRowsAtOnce : undefined,
      }))
        for (const row of rows) {
          yield hashed(table.columns.map((column, index) => neutral(row[index], table, column)))
          count++
        }
      counts[table.name] = count
    }
    yield JSON.stringify({ end: true, rows: counts, sha256: hash.digest('hex') } satisfies DumpEnd)
  } finally {
    await view.close()
  }
}

/** The same on both engines: truth values as such, times of the log-in tables as ISO text. */
function neutral(value: unknown, { name, truthColumns }: DumpedTable, column: string): DumpValue {
  if (value === null || value === undefined) return null
  if (truthColumns.has(column)) return value === true || value === 1
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new Error(`${name}.${column} holds what a backup cannot keep`)
}
