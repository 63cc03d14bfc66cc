import type { Kysely } from 'kysely'
import type { Schema } from './database.ts'
import type { DumpEnd, DumpTable, DumpValue } from './dump-format.ts'
import type { DumpedTable } from './dumped-tables.ts'
import { damagedBackup } from './read-dump.ts'

/** Rows of one statement: few enough values for every engine. */
const batchRows = 200
const largeRowsAtOnce = 8

/** Puts the rows of a backup into the tables that are there, and holds it against them. */
export class RowLoader {
  private readonly db: Kysely<Schema>
  private readonly tables: ReadonlyMap<string, DumpedTable>
  private readonly counts = new Map<string, number>()
  private current: { readonly table: DumpedTable; readonly columns: readonly string[] } | undefined
  private batch: Record<string, unknown>[] = []

  constructor(db: Kysely<Schema>, tables: readonly DumpedTable[]) {
    this.db = db
    this.tables = new Map(tables.map((table) => [table.name, table]))
  }

  async begin({ table: name, columns }: DumpTable): Promise<void> {
    await this.flush()
    const table = this.tables.get(name)
    if (table === undefined) throw damagedBackup(`it has a table ${name}, which this program does not know`)
    if (this.counts.has(name)) throw damagedBackup(`it has the table ${name} twice`)
    const unknown = columns.find((column) => !table.columns.includes(column))
    if (unknown !== undefined) throw damagedBackup(`it has ${name}.${unknown}, which this program does not know`)
    if (new Set(columns).size !== table.columns.length) throw damagedBackup(`columns of the table ${name} are missing`)
    // The one row that every store has.
    if (name === 'version_counter') await this.db.deleteFrom(name).execute()
    this.current = { table, columns }
    this.counts.set(name, 0)
  }

  async row(values: readonly DumpValue[]): Promise<void> {
    if (this.current === undefined) throw damagedBackup('it has a row before any table')
    const { table, columns } = this.current
    if (values.length !== columns.length) throw damagedBackup(`a row of the table ${table.name} is incomplete`)
    this.batch.push(
      Object.fromEntries(columns.map((column, index) => [column, valueFor(table, column, values[index])])),
    )
    this.counts.set(table.name, (this.counts.get(table.name) ?? 0) + 1)
    if (this.batch.length >= (table.hasLargeRows ? largeRowsAtOnce : batchRows)) await this.flush()
  }

  async end(rows: DumpEnd['rows']): Promise<void> {
    await this.flush()
    for (const name of this.tables.keys())
      if (!this.counts.has(name)) throw damagedBackup(`the table ${name} is missing`)
    for (const [name, count] of this.counts)
      if (rows[name] !== count) throw damagedBackup(`rows of the table ${name} are missing`)
  }

  private async flush(): Promise<void> {
    const { current, batch } = this
    if (current === undefined || batch.length === 0) return
    this.batch = []
    await this.db.insertInto(current.table.name).values(batch).execute()
  }
}

/** SQLite keeps truth values as 0 and 1, which its driver makes of them. */
function valueFor(table: DumpedTable, column: string, value: DumpValue | undefined): unknown {
  return table.truthColumns.has(column) && typeof value === 'number' ? value === 1 : value
}
