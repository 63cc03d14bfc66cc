import type { Kysely } from 'kysely'

/** Pages of usage that people come back to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('saved_view')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('is_shared', 'integer', (column) => column.notNull())
    .addForeignKeyConstraint('saved_view_owner_id', ['organisation_id', 'owner_id'], 'person', [
      'organisation_id',
      'id',
    ])
    .execute()
  await db.schema
    .createIndex('saved_view_page')
    .on('saved_view')
    .columns(['organisation_id', 'created_at', 'id'])
    .execute()
  await db.schema
    .createIndex('saved_view_unique_owner_id_name')
    .on('saved_view')
    .columns(['organisation_id', 'owner_id', 'name'])
    .unique()
    .execute()
}
