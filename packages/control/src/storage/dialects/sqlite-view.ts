import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import type { ReadView, ViewRow } from './read-view.ts'
import { translateSqlite } from './sqlite-failure.ts'

/** Short enough that nobody else in this process waits noticeably. */
const sliceRows = 2_000

/** A connection of its own: it waits for no change and sees none that is under way. */
export function openSqliteView(file: string, busyTimeoutMs: number): ReadView {
  return translated(() => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs })
    // The view is that of the first read.
    database.exec('begin; select count(*) from sqlite_schema')
    return { rows: (table, columns) => rows(database, table, columns), close: async () => database.close() }
  })
}

async function* rows(
  database: DatabaseSync,
  table: string,
  columns: readonly string[],
): AsyncIterable<readonly ViewRow[]> {
  const listed = columns.map((column) => `"${column}"`).join(', ')
  const text = `select ${listed}, rowid from "${table}" where rowid > ? order by rowid limit ${sliceRows}`
  const statement = translated(() => database.prepare(text))
  statement.setReturnArrays(true)
  let after: unknown = -1
  for (;;) {
    const slice = readSlice(statement, after)
    after = slice.at(-1)?.at(-1)
    if (slice.length > 0) yield slice
    if (slice.length < sliceRows) return
    await turn()
  }
}

function readSlice(statement: StatementSync, after: unknown): readonly ViewRow[] {
  return translated(() => statement.all(Number(after)) as unknown as ViewRow[])
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw translateSqlite(error)
  }
}
