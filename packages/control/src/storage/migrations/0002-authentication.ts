import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely'

/**
 * The tables in which better-auth keeps log-ins (access/authentication/table-names.ts maps its names to these). Every statement may
 * be repeated. On SQLite its times are ISO text and its booleans 0 and 1, which columns of these types keep as they are.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createUser(db)
  await createSession(db)
  await createAccount(db)
  await createVerification(db)
  await createTwoFactor(db)
  await createDeviceCode(db)
}

async function createUser(db: Kysely<unknown>): Promise<void> {
  await table(db, 'auth_user')
    .addColumn('name', 'text', required)
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('email_verified', 'boolean', required)
    .addColumn('image', 'text')
    .addColumn('two_factor_enabled', 'boolean')
    .addColumn('created_at', 'timestamptz', required)
    .addColumn('updated_at', 'timestamptz', required)
    .execute()
}

async function createSession(db: Kysely<unknown>): Promise<void> {
  await table(db, 'auth_session')
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('user_id', 'text', ofUser)
    .addColumn('expires_at', 'timestamptz', required)
    .addColumn('ip_address', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('created_at', 'timestamptz', required)
    .addColumn('updated_at', 'timestamptz', required)
    .execute()
  await index(db, 'auth_session', 'user_id')
  await index(db, 'auth_session', 'expires_at')
}

async function createAccount(db: Kysely<unknown>): Promise<void> {
  await table(db, 'auth_account')
    .addColumn('account_id', 'text', required)
    .addColumn('provider_id', 'text', required)
    .addColumn('user_id', 'text', ofUser)
    .addColumn('access_token', 'text')
    .addColumn('refresh_token', 'text')
    .addColumn('id_token', 'text')
    .addColumn('access_token_expires_at', 'timestamptz')
    .addColumn('refresh_token_expires_at', 'timestamptz')
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('created_at', 'timestamptz', required)
    .addColumn('updated_at', 'timestamptz', required)
    .execute()
  await index(db, 'auth_account', 'user_id')
  await db.schema
    .createIndex('auth_account_by_provider')
    .ifNotExists()
    .on('auth_account')
    .columns(['provider_id', 'account_id'])
    .unique()
    .execute()
}

async function createVerification(db: Kysely<unknown>): Promise<void> {
  await table(db, 'auth_verification')
    .addColumn('identifier', 'text', required)
    .addColumn('value', 'text', required)
    .addColumn('expires_at', 'timestamptz', required)
    .addColumn('created_at', 'timestamptz', required)
    .addColumn('updated_at', 'timestamptz', required)
    .execute()
  await index(db, 'auth_verification', 'identifier')
  await index(db, 'auth_verification', 'expires_at')
}

async function createTwoFactor(db: Kysely<unknown>): Promise<void> {
  await table(db, 'auth_two_factor')
    .addColumn('user_id', 'text', ofUser)
    .addColumn('secret', 'text', required)
    .addColumn('backup_codes', 'text', required)
    .addColumn('verified', 'boolean')
    .addColumn('failed_verification_count', 'integer')
    .addColumn('locked_until', 'timestamptz')
    .execute()
  await index(db, 'auth_two_factor', 'user_id')
}

async function createDeviceCode(db: Kysely<unknown>): Promise<void> {
  await table(db, 'auth_device_code')
    .addColumn('device_code', 'text', (column) => column.notNull().unique())
    .addColumn('user_code', 'text', (column) => column.notNull().unique())
    .addColumn('user_id', 'text', (column) => column.references('auth_user.id').onDelete('cascade'))
    .addColumn('expires_at', 'timestamptz', required)
    .addColumn('status', 'text', required)
    .addColumn('last_polled_at', 'timestamptz')
    .addColumn('polling_interval', 'integer')
    .addColumn('client_id', 'text')
    .addColumn('scope', 'text')
    .execute()
}

function table(db: Kysely<unknown>, name: string): CreateTableBuilder<string, string> {
  return db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
}

async function index(db: Kysely<unknown>, name: string, column: string): Promise<void> {
  await db.schema.createIndex(`${name}_by_${column}`).ifNotExists().on(name).column(column).execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}

function ofUser(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().references('auth_user.id').onDelete('cascade')
}
