import { type Kysely, sql } from 'kysely'
import { counterStateTable } from './counter-states.ts'
import type { Engine, Schema } from './database.ts'
import { deadLetterTable, exporterHealthTable } from './exporter-book.ts'
import { keptRequestTable } from './kept-requests.ts'
import { migrationTable } from './migrate.ts'
import { tables } from './tables.ts'

/**
 * What a backup leaves out: leases of processes of that time, how counters stood and exporters fared (both are told anew), the list of changes for gateways (which begin anew after a restore),
 * and the applied migrations, which its first line names.
 */
const leftOut: ReadonlySet<string> = new Set([
  'lease',
  'touched',
  counterStateTable,
  exporterHealthTable,
  migrationTable,
])

const ownTables: ReadonlySet<string> = new Set([
  ...Object.values(tables).map(({ name }) => name),
  ...[
    'organisation',
    'version_counter',
    'audit_entry',
    'audit_object',
    'gateway_sighting',
    'kept_secret',
    keptRequestTable,
    ...['raised_alert', 'alert_delivery', 'alert_channel_state', deadLetterTable],
  ],
  ...['lease', 'touched', counterStateTable, exporterHealthTable, migrationTable],
])

export interface DumpedTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Columns that are truth values on this engine; in a backup they are `true` and `false`. */
  readonly truthColumns: ReadonlySet<string>
  /** True where one row may be a megabyte: few of them are held at once. */
  readonly hasLargeRows: boolean
}

/** Every table of ours that a backup holds, by name; in a shared Postgres schema nobody else's. */
export async function dumpedTables(db: Kysely<Schema>, engine: Engine): Promise<readonly DumpedTable[]> {
  const all = (await ownSchema(db, engine)).filter(({ name }) => !leftOut.has(name))
  return all
    .map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => column.name),
      hasLargeRows: name === keptRequestTable,
      truthColumns: new Set(columns.filter(({ dataType }) => /^bool/i.test(dataType)).map((column) => column.name)),
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** For a schema that is made anew: every table of ours, what a backup leaves out included. */
export async function dropOwnTables(db: Kysely<Schema>, engine: Engine): Promise<void> {
  for (const { name } of await ownSchema(db, engine))
    await (engine === 'postgres'
      ? sql`drop table ${sql.table(name)} cascade`.execute(db)
      : sql`drop table ${sql.table(name)}`.execute(db))
}

async function ownSchema(db: Kysely<Schema>, engine: Engine) {
  const all = await db.introspection.getTables()
  const schema = engine === 'postgres' ? await currentSchema(db) : undefined
  return all.filter((table) => table.schema === schema && (ownTables.has(table.name) || table.name.startsWith('auth_')))
}

async function currentSchema(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<Record<string, unknown>>`select current_schema() as name`.execute(db)
  return String(rows[0]?.name)
}
