import type { Kysely } from 'kysely'

/** Requests that APIs keep for replays, their bodies sealed; they go with their API. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('kept_request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull())
    .addColumn('api_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('protocol', 'text', (column) => column.notNull())
    .addColumn('agent', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('capture', 'text', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addForeignKeyConstraint(
      'kept_request_api_id',
      ['organisation_id', 'api_id'],
      'api',
      ['organisation_id', 'id'],
      (reference) => reference.onDelete('cascade'),
    )
    .execute()
  await db.schema
    .createIndex('kept_request_by_api')
    .on('kept_request')
    .columns(['organisation_id', 'api_id', 'at', 'id'])
    .execute()
}
