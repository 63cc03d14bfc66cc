import type { Kysely } from 'kysely'

/** Where usage is told of besides: what is set up, how each fares, and what a target will never take. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createExporters(db)
  await db.schema
    .createTable('exporter_health')
    .addColumn('exporter_id', 'text', (column) => column.primaryKey())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('error_at', 'bigint')
    .addColumn('noted_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('dead_letter')
    .addColumn('exporter_id', 'text', (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('is_queued', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('dead_letter_key', ['exporter_id', 'number'])
    .execute()
}

async function createExporters(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('exporter')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('last_four', 'text')
    .addColumn('is_paused', 'integer', (column) => column.notNull())
    .addColumn('replay', 'text')
    .execute()
  await db.schema.createIndex('exporter_page').on('exporter').columns(['organisation_id', 'created_at', 'id']).execute()
  await db.schema
    .createIndex('exporter_unique_name')
    .on('exporter')
    .columns(['organisation_id', 'name'])
    .unique()
    .execute()
}
