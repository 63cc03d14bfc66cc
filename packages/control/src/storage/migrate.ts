import { type Kysely, sql } from 'kysely'
import type { Engine, Schema } from './database.ts'
import type { Migrations } from './migrations/migrations.ts'

export const migrationTable = 'schema_migration'

/** The number is anyone's; it only has to be the same in every control process. */
const lockNumber = 8_243_944_300

export type Migrated =
  | { readonly kind: 'up-to-date' }
  /** Migrations that this program does not know: a newer one made the schema. */
  | { readonly kind: 'newer'; readonly names: readonly string[] }
  /** Only where nothing may be changed. */
  | { readonly kind: 'older' }

/** All that is missing, in one transaction that no other process can share: a crash in the middle leaves the schema as it was. */
export function migrate(db: Kysely<Schema>, engine: Engine, migrations: Migrations): Promise<Migrated> {
  return db.transaction().execute(async (transaction) => {
    // On SQLite the beginning of the transaction waited for the others.
    if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(lockNumber)})`.execute(transaction)
    await createMigrationTable(transaction)
    const { newer, missing } = compare(await appliedMigrations(transaction), migrations)
    if (newer.length > 0) return { kind: 'newer', names: newer }
    await applyMigrations(transaction, migrations, missing)
    return { kind: 'up-to-date' }
  })
}

/** Whether the schema is the one that this program knows. Changes nothing. */
export async function migrationsMissing(db: Kysely<Schema>, migrations: Migrations): Promise<Migrated> {
  const tables = await db.introspection.getTables()
  const isMade = tables.some(({ name }) => name === migrationTable)
  const { newer, missing } = compare(isMade ? await appliedMigrations(db) : [], migrations)
  if (newer.length > 0) return { kind: 'newer', names: newer }
  return missing.length > 0 ? { kind: 'older' } : { kind: 'up-to-date' }
}

function compare(applied: readonly string[], migrations: Migrations) {
  return {
    newer: applied.filter((name) => !Object.hasOwn(migrations, name)),
    missing: Object.keys(migrations).filter((name) => !applied.includes(name)),
  }
}

export async function createMigrationTable(db: Kysely<Schema>): Promise<void> {
  await db.schema
    .createTable(migrationTable)
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .execute()
}

export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const rows = await db.selectFrom(migrationTable).select('name').orderBy('name').execute()
  return rows.map(({ name }) => String(name))
}

export async function applyMigrations(
  transaction: Kysely<Schema>,
  migrations: Migrations,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    await migrations[name]?.up(transaction as Kysely<unknown>)
    await transaction.insertInto(migrationTable).values({ name }).execute()
  }
}
