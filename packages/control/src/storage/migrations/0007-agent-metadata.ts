import type { Kysely } from 'kysely'

/** Whether what agents say of conversations and repositories goes to an API's provider. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('api')
    .addColumn('strip_agent_metadata', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
