import { AsyncLocalStorage } from 'node:async_hooks'
import { existsSync } from 'node:fs'
import { Kysely, sql } from 'kysely'
import { PlainFailure } from '../plain-failure.ts'
import { openPostgresView, postgresDialect } from './dialects/postgres.ts'
import type { ReadView } from './dialects/read-view.ts'
import { sqliteDialect } from './dialects/sqlite.ts'
import { openSqliteView } from './dialects/sqlite-view.ts'
import { migrate, migrationsMissing } from './migrate.ts'
import { type Migrations, migrations as ownMigrations } from './migrations/migrations.ts'

/** Tables and columns are named by tables.ts; what comes out of one is decoded by record-codec.ts. */
export type Schema = Record<string, Record<string, unknown>>
export type Engine = 'sqlite' | 'postgres'

export interface Database {
  readonly db: Kysely<Schema>
  readonly engine: Engine
  readonly migrations: Migrations
  /** Is running where a change is under way: only its transaction may be asked there. */
  readonly changing: AsyncLocalStorage<{ isOpen: boolean }>
  openView(): Promise<ReadView>
}

export interface DatabaseOptions {
  /** `postgres://…`, or the path of an SQLite file. */
  readonly location: string
  readonly onIdleError: (error: Error) => void
  readonly busyTimeoutMs?: number
  readonly migrations?: Migrations
  /** To look something up beside the process whose database it is: nothing is written, its schema included. */
  readonly isReadOnly?: boolean
}

const oldestPostgres = 150_000

/** Opens the database and brings its schema up to date, or only finds out whether it is. What keeps it from it is a PlainFailure. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { location, migrations = ownMigrations } = options
  const engine: Engine = /^postgres(ql)?:\/\//.test(location) ? 'postgres' : 'sqlite'
  if (engine === 'sqlite' && location.includes('://'))
    throw new PlainFailure('DATABASE_URL must begin with postgres://; leave it out for the embedded database.')
  const what = engine === 'postgres' ? 'The database at DATABASE_URL' : `The database ${location}`
  const database = connect(engine, { ...options, migrations })
  try {
    if (engine === 'postgres') await refuseOldServer(database.db, what)
    const migrated = options.isReadOnly
      ? await migrationsMissing(database.db, migrations)
      : await migrate(database.db, engine, migrations)
    if (migrated.kind === 'newer') throw newerSchema(what, migrated.names)
    if (migrated.kind === 'older') throw olderSchema(what)
  } catch (error) {
    await database.db.destroy().catch(() => undefined)
    if (error instanceof PlainFailure) throw error
    const hint = engine === 'sqlite' && existsSync(location) ? ' If it is damaged, put back a backup.' : ''
    throw new PlainFailure(`${what} cannot be used: ${innermost(error)}.${hint}`, { cause: error })
  }
  return database
}

function connect(engine: Engine, options: DatabaseOptions & { readonly migrations: Migrations }): Database {
  const { location, onIdleError, migrations, busyTimeoutMs = 5_000, isReadOnly = false } = options
  const changing = new AsyncLocalStorage<{ isOpen: boolean }>()
  const isInsideChange = () => changing.getStore()?.isOpen === true
  if (engine === 'sqlite') {
    const dialect = sqliteDialect({ file: location, busyTimeoutMs, isReadOnly, isInsideChange })
    const openView = async () => openSqliteView(location, busyTimeoutMs)
    return { db: new Kysely<Schema>({ dialect }), engine, migrations, changing, openView }
  }
  const db = new Kysely<Schema>({
    dialect: postgresDialect({ url: location, onIdleError, isReadOnly, isInsideChange }),
  })
  return { db, engine, migrations, changing, openView: () => openPostgresView(db) }
}

async function refuseOldServer(db: Kysely<Schema>, what: string): Promise<void> {
  const { rows } = await sql<Record<string, unknown>>`select current_setting('server_version_num') as number`.execute(
    db,
  )
  if (Number(rows[0]?.number) >= oldestPostgres) return
  throw new PlainFailure(`${what} is too old: Tollgate needs Postgres 15 or later.`)
}

function newerSchema(what: string, names: readonly string[]): PlainFailure {
  return new PlainFailure(
    `${what} was made by a newer Tollgate (it has ${names.join(', ')}): start that version, or put back a backup from before it.`,
  )
}

function olderSchema(what: string): PlainFailure {
  return new PlainFailure(
    `${what} was made by an older Tollgate, and nothing is changed here: start this version once, and ask again.`,
  )
}

/** What the engine or the system said: the errors around it say less. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : innermost(error.cause)
}
