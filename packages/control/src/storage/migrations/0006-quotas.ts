import type { CreateTableBuilder, Kysely } from 'kysely'

/** What plans and APIs say of limits besides, when a subscription was given back what it used, quotas, and rules that refuse. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('plan').addColumn('concurrency_max', 'bigint').execute()
  await db.schema
    .alterTable('plan')
    .addColumn('stop_on_quota_reach', 'integer', (column) => column.notNull().defaultTo(1))
    .execute()
  await db.schema
    .alterTable('plan')
    .addColumn('warn_at', 'text', (column) => column.notNull().defaultTo('[50,80,100]'))
    .execute()
  for (const setting of ['unpriced_models', 'when_counters_are_away'])
    await db.schema
      .alterTable('api')
      .addColumn(setting, 'text', (column) => column.notNull().defaultTo('refuse'))
      .execute()
  await db.schema.alterTable('subscription').addColumn('quota_reset_at', 'bigint').execute()
  await createQuotas(db)
  await createDenyRules(db)
}

async function createQuotas(db: Kysely<unknown>): Promise<void> {
  await resourceTable(db, 'quota')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('limits', 'text', (column) => column.notNull())
    .addColumn('concurrency_max', 'bigint')
    .addColumn('stop_on_quota_reach', 'integer', (column) => column.notNull())
    .addColumn('warn_at', 'text', (column) => column.notNull())
    .addColumn('reset_at', 'bigint')
    .addColumn('managed_by', 'text')
    .execute()
  await createIndexes(db, 'quota')
  await db.schema
    .createIndex('quota_by_scope_subject')
    .on('quota')
    .columns(['organisation_id', 'scope', 'subject'])
    .execute()
}

async function createDenyRules(db: Kysely<unknown>): Promise<void> {
  await resourceTable(db, 'deny_rule')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('api_id', 'text')
    .addColumn('application_id', 'text')
    .addColumn('person', 'text')
    .addColumn('addresses', 'text')
    .addColumn('is_inverted', 'integer', (column) => column.notNull())
    .addColumn('is_enabled', 'integer', (column) => column.notNull())
    .addColumn('managed_by', 'text')
    .addForeignKeyConstraint('deny_rule_api_id', ['organisation_id', 'api_id'], 'api', ['organisation_id', 'id'])
    .addForeignKeyConstraint('deny_rule_application_id', ['organisation_id', 'application_id'], 'application', [
      'organisation_id',
      'id',
    ])
    .execute()
  await createIndexes(db, 'deny_rule')
}

function resourceTable(db: Kysely<unknown>, name: string): CreateTableBuilder<string, string> {
  return db.schema
    .createTable(name)
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
}

async function createIndexes(db: Kysely<unknown>, name: string): Promise<void> {
  await db.schema.createIndex(`${name}_page`).on(name).columns(['organisation_id', 'created_at', 'id']).execute()
  await db.schema.createIndex(`${name}_unique_name`).on(name).columns(['organisation_id', 'name']).unique().execute()
}
