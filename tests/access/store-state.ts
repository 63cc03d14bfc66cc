import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'

/** What tells how things came to be, or who was seen last; no state of a resource. */
const aside = new Set([
  'schema_migration',
  'version_counter',
  'touched',
  'lease',
  'kept_secret',
  'gateway_sighting',
  'exporter_health',
])
const noted = new Set(['last_used_at', 'last_seen_at'])

type Row = Record<string, SQLOutputValue>

/** The database of a running Tollgate, looked at (and put back) from outside, past everything that is tested here. */
export class StoreState implements Disposable {
  readonly #database: DatabaseSync
  readonly #tables: readonly string[]
  #kept: ReadonlyMap<string, readonly Row[]> = new Map()

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 10_000, enableForeignKeyConstraints: false })
    const rows = this.#database.prepare("select name from sqlite_schema where type = 'table'").all()
    this.#tables = rows
      .map(({ name }) => String(name))
      .filter((name) => !aside.has(name) && !name.startsWith('audit_') && !name.startsWith('sqlite_'))
      .sort()
  }

  /** Everything as it is now is what `reset` brings back. */
  keep(): void {
    this.#kept = new Map(this.#tables.map((table) => [table, this.#rows(table)]))
  }

  reset(): void {
    const database = this.#database
    database.exec('begin immediate')
    for (const [table, rows] of this.#kept) {
      database.exec(`delete from ${table}`)
      const columns = Object.keys(rows[0] ?? {})
      if (columns.length === 0) continue
      const insert = database.prepare(
        `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      )
      for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null))
    }
    database.exec('commit')
  }

  /** Goes up with every change of a resource. */
  version(): number {
    return Number(this.#database.prepare('select version from version_counter').get()?.version)
  }

  /** Every row of one organisation, by table; without an organisation all rows. */
  dump(organisationId?: string): string {
    const lines = this.#tables.flatMap((table) =>
      this.#rows(table)
        .filter((row) => organisationId === undefined || (row.organisation_id ?? organisationId) === organisationId)
        .map((row) => `${table} ${JSON.stringify(Object.entries(row).filter(([column]) => !noted.has(column)))}`),
    )
    return lines.sort().join('\n')
  }

  values(table: string, column: string): readonly string[] {
    return this.#rows(table).map((row) => String(row[column]))
  }

  /** For what no route can make: a log-in that has expired. */
  run(statement: string, ...values: string[]): void {
    this.#database.prepare(statement).run(...values)
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }

  #rows(table: string): Row[] {
    return this.#database.prepare(`select * from ${table}`).all()
  }
}
