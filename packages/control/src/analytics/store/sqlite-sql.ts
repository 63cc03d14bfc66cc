import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { translateSqlite } from '../../storage/dialects/sqlite-failure.ts'
import { prepareTables } from './prepare-tables.ts'
import { type Insert, insertText, type Sql, type SqlRow, type SqlValue } from './sql.ts'

const statementsMax = 200
/** In one statement: each run of one has its price, about 1 µs. */
const rowsAtOnce = 50
const busyTimeoutMs = 10_000
const pagesGivenBackAtOnce = 2_000
/** Of the file: less is filled again by the records of the next days. */
const freeShareMax = 0.25

/** SQLite in the thread that calls: who asks waits. One change at a time, which its caller sees to. */
export async function openSqliteSql(file: string): Promise<Sql> {
  const database = openFile(file)
  const sql = sqlOf(database)
  try {
    await prepareTables(sql)
  } catch (error) {
    database.close()
    throw error
  }
  return sql
}

function sqlOf(database: DatabaseSync): Sql {
  const prepare = preparer(database)
  const sql: Sql = {
    engine: 'sqlite',
    all: async (text, values = []) => translated(() => rowsOf(prepare(text), values)),
    insert: async (insert) => translated(() => insertRows(prepare, insert)),
    insertRecords: async (insert) => translated(() => insertNew(prepare, insert)),
    change: async (work) => {
      translated(() => database.exec('begin immediate'))
      try {
        const done = await work(sql)
        translated(() => database.exec('commit'))
        return done
      } catch (error) {
        if (database.isTransaction) database.exec('rollback')
        throw error
      }
    },
    giveBack: async () => translated(() => giveBack(database)),
    close: async () => database.close(),
  }
  return sql
}

function openFile(file: string): DatabaseSync {
  return translated(() => {
    // Made here, for this user only; SQLite gives the files beside it the same mode.
    closeSync(openSync(file, 'a', 0o600))
    const database = new DatabaseSync(file, { timeout: busyTimeoutMs })
    // Several records to a page: of the usual 4 KB one of them takes more than half. Both hold for files that are made here.
    database.exec('pragma page_size = 16384; pragma auto_vacuum = incremental')
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off')
    database.exec('pragma cache_size = -131072; pragma temp_store = memory; pragma wal_autocheckpoint = 4000')
    return database
  })
}

type Prepare = (text: string) => StatementSync

function preparer(database: DatabaseSync): Prepare {
  const statements = new Map<string, StatementSync>()
  return (text) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    if (statements.size >= statementsMax) statements.clear()
    statements.set(text, statement)
    return statement
  }
}

function insertRows(prepare: Prepare, insert: Insert): SqlRow[] {
  const statement = prepare(insertText(insert, 1))
  if (statement.columns().length === 0) {
    const { rows } = insert
    const many = rows.length < rowsAtOnce ? undefined : prepare(insertText(insert, rowsAtOnce))
    let done = 0
    for (; many !== undefined && done + rowsAtOnce <= rows.length; done += rowsAtOnce)
      many.run(...rows.slice(done, done + rowsAtOnce).flat())
    for (const row of rows.slice(done)) statement.run(...row)
    return []
  }
  return insert.rows.flatMap((row) => rowsOf(statement, row))
}

function insertNew(prepare: Prepare, insert: Parameters<Sql['insertRecords']>[0]): readonly (number | undefined)[] {
  const statement = prepare(insertText({ ...insert, table: 'usage_record', ending: 'on conflict do nothing' }, 1))
  return insert.rows.map((row) => {
    const { changes, lastInsertRowid } = statement.run(...row)
    return changes === 1 ? Number(lastInsertRowid) : undefined
  })
}

function giveBack(database: DatabaseSync): boolean {
  const free = pragma(database, 'freelist_count')
  // 2: the file was made so that it can be done.
  if (pragma(database, 'auto_vacuum') !== 2 || free <= pragma(database, 'page_count') * freeShareMax) return false
  database.exec(`pragma incremental_vacuum(${pagesGivenBackAtOnce})`)
  return pragma(database, 'freelist_count') < free
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name])
}

function rowsOf(statement: StatementSync, values: readonly SqlValue[]): SqlRow[] {
  return statement.all(...values)
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw translateSqlite(error)
  }
}
