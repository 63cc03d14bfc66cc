import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { Kind } from '../records.ts'
import { baseColumns, columnName, type Table, tables, uniqueColumns, uniqueIndexName } from '../tables.ts'

/**
 * Everything of the first release. Forward only. Later columns come in later migrations that add them; this one then lists what the
 * tables were made with.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('organisation')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('audit_hash', 'text')
    .execute()
  for (const kind of creationOrder) await createTable(db, tables[kind])
  await createLog(db)
  await createRest(db)
}

/** What is referred to comes first. */
const creationOrder: readonly Kind[] = [
  'person',
  'team',
  'membership',
  'roleBinding',
  'accessToken',
  'provider',
  'credential',
  'model',
  'environment',
  'gateway',
  'joinToken',
  'plan',
  'api',
  'apiAddress',
  'endpoint',
  'policyAttachment',
  'apiRevision',
  'deployment',
  'application',
  'subscription',
  'apiKey',
  'request',
  'setting',
]

/** What later migrations add to its tables. */
const laterColumns: Readonly<Record<string, readonly string[]>> = {
  plan: ['concurrencyMax', 'stopOnQuotaReach', 'warnAt'],
  api: ['unpricedModels', 'whenCountersAreAway', 'stripAgentMetadata'],
  subscription: ['quotaResetAt'],
}

async function createTable(db: Kysely<unknown>, table: Table): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(table.name)
  const columns = Object.entries({ ...baseColumns, ...table.columns })
  for (const [property, type] of columns.filter(([name]) => !laterColumns[table.name]?.includes(name)))
    builder = builder.addColumn(columnName(property), sqlType(type), (column) => {
      if (property === 'id') return column.primaryKey()
      const nullable = type.endsWith('?') ? column : column.notNull()
      return property === 'organisationId' ? nullable.references('organisation.id') : nullable
    })
  if (isReferredTo(table)) builder = builder.addUniqueConstraint(`${table.name}_own`, ['organisation_id', 'id'])
  await withReferences(builder, table).execute()
  await createIndexes(db, table)
}

/** A reference holds within the organisation only: another one's record is as good as none. */
function withReferences(builder: CreateTableBuilder<string, string>, table: Table): CreateTableBuilder<string, string> {
  let made = builder
  for (const [property, kind] of Object.entries(table.references ?? {})) {
    const column = columnName(property)
    const columns = ['organisation_id', column]
    const name = `${table.name}_${column}`
    made = made.addForeignKeyConstraint(name, columns, tables[kind].name, ['organisation_id', 'id'])
  }
  return made
}

function isReferredTo(table: Table): boolean {
  return Object.values(tables).some(({ references }) =>
    Object.values(references ?? {}).some((kind) => tables[kind].name === table.name),
  )
}

function sqlType(type: string): 'bigint' | 'integer' | 'text' {
  if (type.startsWith('integer')) return 'bigint'
  return type.startsWith('boolean') ? 'integer' : 'text'
}

async function createIndexes(db: Kysely<unknown>, table: Table): Promise<void> {
  // Pages are read in this order.
  await db.schema
    .createIndex(`${table.name}_page`)
    .on(table.name)
    .columns(['organisation_id', 'created_at', 'id'])
    .execute()
  for (const unique of table.unique ?? [])
    await db.schema
      .createIndex(uniqueIndexName(table, unique))
      .on(table.name)
      .columns([...uniqueColumns(unique)])
      .unique()
      .execute()
  for (const index of table.indexes ?? [])
    await db.schema
      .createIndex(`${table.name}_by_${index.map(columnName).join('_')}`)
      .on(table.name)
      .columns(index.map(columnName))
      .execute()
}

/** The version counter, what changed at which version, and the audit log. */
async function createLog(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('version_counter')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('pruned_to', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into version_counter (id, version, pruned_to) values (1, 0, 0)`.execute(db)
  await db.schema
    .createTable('touched')
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('organisation_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('touched_by_version').on('touched').column('version').execute()
  await db.schema
    .createTable('audit_entry')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('organisation_id', 'text', (column) => column.notNull().references('organisation.id'))
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor_kind', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('verb', 'text', (column) => column.notNull())
    .addColumn('changes', 'text', (column) => column.notNull())
    .addColumn('change_count', 'bigint', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('audit_entry_by_version')
    .on('audit_entry')
    .columns(['organisation_id', 'version'])
    .unique()
    .execute()
  await db.schema
    .createTable('audit_object')
    .addColumn('organisation_id', 'text', (column) => column.notNull())
    .addColumn('object_id', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('audit_object_by_object')
    .on('audit_object')
    .columns(['organisation_id', 'object_id', 'version'])
    .execute()
}

async function createRest(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('gateway_sighting')
    .addColumn('gateway_id', 'text', (column) => column.primaryKey())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('kept_secret')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('lease')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
}
