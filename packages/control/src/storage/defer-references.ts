import { type Kysely, sql } from 'kysely'
import type { Engine, Schema } from './database.ts'
import { ReferenceFailure } from './database-failure.ts'

/** Rows may come in any order inside; at the end every reference must hold, else it throws ReferenceFailure. */
export async function deferReferences(
  transaction: Kysely<Schema>,
  engine: Engine,
  work: () => Promise<void>,
): Promise<void> {
  if (engine === 'sqlite') {
    await sql`pragma defer_foreign_keys = on`.execute(transaction)
    await work()
    const { rows } = await sql`pragma foreign_key_check`.execute(transaction)
    if (rows.length > 0) throw new ReferenceFailure({ cause: rows[0] })
    return
  }
  await alterReferences(transaction, 'deferrable')
  await sql`set constraints all deferred`.execute(transaction)
  await work()
  await sql`set constraints all immediate`.execute(transaction)
  await alterReferences(transaction, 'not deferrable')
}

async function alterReferences(transaction: Kysely<Schema>, how: 'deferrable' | 'not deferrable'): Promise<void> {
  const { rows } = await sql<{ name: string; table: string }>`
    select conname as name, relname as table
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where contype = 'f' and pg_class.relnamespace = current_schema()::regnamespace`.execute(transaction)
  for (const { name, table } of rows)
    await sql`alter table ${sql.table(table)} alter constraint ${sql.ref(name)} ${sql.raw(how)}`.execute(transaction)
}
