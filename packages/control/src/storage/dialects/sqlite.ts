import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type Dialect, SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { checkedDialect } from './checked-dialect.ts'
import { translateSqlite } from './sqlite-failure.ts'

const statementsMax = 500

export interface SqliteOptions {
  readonly file: string
  /** How long to wait for another process that writes. */
  readonly busyTimeoutMs: number
  /** Nothing is written, and no file is made. */
  readonly isReadOnly: boolean
  readonly isInsideChange: () => boolean
}

/** Kysely on Node's own SQLite: write-ahead log, and a change that was acknowledged has reached the disk. */
export function sqliteDialect({ file, busyTimeoutMs, isReadOnly, isInsideChange }: SqliteOptions): Dialect {
  let database: DatabaseSync | undefined
  const open = async () => {
    database = isReadOnly ? openToRead(file, busyTimeoutMs) : openFile(file, busyTimeoutMs)
    return adaptDatabase(database)
  }
  const dialect = new SqliteDialect({ database: open })
  return checkedDialect(Object.assign(dialect, { createAdapter: () => new OwnTurnsAdapter() }), {
    translate: translateSqlite,
    // A transaction that reads first and writes later could not begin to write where another process did meanwhile.
    begin: 'begin immediate',
    isOpen: () => database?.isTransaction === true,
    isInsideChange,
    isSingle: true,
  })
}

/** The turns are ours: Kysely's would make whoever asks inside a change wait for ever, where ours throw. */
class OwnTurnsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

function openFile(file: string, timeout: number): DatabaseSync {
  // Made here, for this user only; SQLite gives the files beside it the same mode.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout })
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off')
  return prepared(database)
}

function openToRead(file: string, timeout: number): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout })
  database.exec('pragma trusted_schema = off')
  return prepared(database)
}

function prepared(database: DatabaseSync): DatabaseSync {
  // SQLite's own knows ASCII alone.
  database.function('lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text))
  return database
}

function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  const prepare = (text: string) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = adapt(database.prepare(text))
    if (statements.size >= statementsMax) statements.clear()
    statements.set(text, statement)
    return statement
  }
  return { prepare, close: () => database.close() }
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  }
}

/** SQLite has no booleans and no dates; better-auth hands over both. */
function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (typeof value === 'boolean') return value ? 1 : 0
    return (value instanceof Date ? value.toISOString() : value) as SQLInputValue
  })
}
