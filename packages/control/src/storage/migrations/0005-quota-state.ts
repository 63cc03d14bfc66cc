import type { Kysely } from 'kysely'

/**
 * How limits stand by what gateways told last, and alerts: the channels that they go to, which were raised for which window, what is
 * still to be delivered, and how each channel fared.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createCounterStates(db)
  await createChannels(db)
  await createAlerts(db)
}

async function createCounterStates(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('counter_state')
    .addColumn('organisation_id', 'text', (column) => column.notNull())
    .addColumn('counter_id', 'text', (column) => column.notNull())
    .addColumn('gateway_id', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('counter_state_key', ['organisation_id', 'counter_id', 'gateway_id'])
    .execute()
  await db.schema
    .createIndex('counter_state_by_owner')
    .on('counter_state')
    .columns(['organisation_id', 'owner_id'])
    .execute()
  await db.schema.createIndex('counter_state_by_end').on('counter_state').column('ends_at').execute()
}

async function createChannels(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alert_channel')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('recipients', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('alert_channel_page')
    .on('alert_channel')
    .columns(['organisation_id', 'created_at', 'id'])
    .execute()
  await db.schema
    .createIndex('alert_channel_unique_name')
    .on('alert_channel')
    .columns(['organisation_id', 'name'])
    .unique()
    .execute()
}

async function createAlerts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('raised_alert')
    .addColumn('organisation_id', 'text', (column) => column.notNull())
    .addColumn('counter_id', 'text', (column) => column.notNull())
    .addColumn('percent', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('raised_alert_key', ['organisation_id', 'counter_id', 'percent'])
    .execute()
  await db.schema
    .createTable('alert_delivery')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('alert', 'text', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('alert_delivery_by_time').on('alert_delivery').column('due_at').execute()
  await db.schema
    .createTable('alert_channel_state')
    .addColumn('channel_id', 'text', (column) => column.primaryKey())
    .addColumn('sent_at', 'bigint')
    .addColumn('failed_at', 'bigint')
    .addColumn('error', 'text')
    .execute()
}
