import { type Kysely, sql } from 'kysely'
import { PlainFailure } from '../plain-failure.ts'
import type { Database, Engine, Schema } from './database.ts'
import { ReferenceFailure } from './database-failure.ts'
import { deferReferences } from './defer-references.ts'
import type { DumpHeader } from './dump-format.ts'
import { dropOwnTables, dumpedTables } from './dumped-tables.ts'
import { applyMigrations, createMigrationTable } from './migrate.ts'
import type { Migrations } from './migrations/migrations.ts'
import { type DumpItem, damagedBackup, readDump } from './read-dump.ts'
import { RowLoader } from './row-loader.ts'

/** So far above the dumped versions that no gateway can have seen one of those to come. */
const versionsSkipped = 1_000_000_000

/** See `Store.restore`. */
export async function restoreAll({ db, engine, migrations }: Database, lines: AsyncIterable<string>): Promise<void> {
  const items = readDump(lines)
  await db
    .transaction()
    .execute(async (transaction) => {
      await refuseUsed(transaction, engine)
      const missing = missingMigrations(await firstOf(items), migrations)
      if (missing.length > 0) await makeOlder(transaction, { engine, migrations, missing })
      await deferReferences(transaction, engine, () => load(transaction, engine, items))
      await applyMigrations(transaction, migrations, missing)
      await sql`update version_counter set version = version + ${sql.lit(versionsSkipped)}`.execute(transaction)
      await sql`update version_counter set pruned_to = version`.execute(transaction)
    })
    .catch((error: unknown) => {
      throw error instanceof ReferenceFailure ? damagedBackup('a row refers to one that is missing') : error
    })
}

async function refuseUsed(transaction: Kysely<Schema>, engine: Engine): Promise<void> {
  for (const { name } of await dumpedTables(transaction, engine)) {
    const [row] = await transaction.selectFrom(name).selectAll().limit(1).execute()
    const isEmpty = row === undefined || (name === 'version_counter' && Number(row.version) === 0)
    if (isEmpty) continue
    throw new PlainFailure('A backup is restored into an empty store only: name another database or data folder.')
  }
}

async function firstOf(items: AsyncGenerator<DumpItem>): Promise<DumpHeader> {
  const first = await items.next()
  if (first.done === true || first.value.kind !== 'header') throw damagedBackup('it is empty')
  return first.value.header
}

/** What this program knows and the backup does not have yet. */
function missingMigrations({ migrations: had }: DumpHeader, migrations: Migrations): readonly string[] {
  const known = Object.keys(migrations)
  if (had.some((name) => !known.includes(name)))
    throw new PlainFailure('The backup was made by a newer Tollgate: restore it with that version.')
  if (had.some((name, index) => known[index] !== name)) throw damagedBackup('its list of migrations has gaps')
  return known.slice(had.length)
}

/** The schema as it was when the backup was made: what came later is done again, with its rows there. */
async function makeOlder(
  transaction: Kysely<Schema>,
  { engine, migrations, missing }: { engine: Engine; migrations: Migrations; missing: readonly string[] },
): Promise<void> {
  await dropOwnTables(transaction, engine)
  const had = Object.keys(migrations).filter((name) => !missing.includes(name))
  await createMigrationTable(transaction)
  await applyMigrations(transaction, migrations, had)
}

async function load(transaction: Kysely<Schema>, engine: Engine, items: AsyncGenerator<DumpItem>): Promise<void> {
  const loader = new RowLoader(transaction, await dumpedTables(transaction, engine))
  for await (const item of items) {
    if (item.kind === 'table') await loader.begin(item.table)
    else if (item.kind === 'row') await loader.row(item.values)
    else if (item.kind === 'end') await loader.end(item.rows)
  }
}
