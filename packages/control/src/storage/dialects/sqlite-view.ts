import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import type { Condition, Pack, PackedQuery, ReadView, Slices, ViewRow } from './read-view.ts'
import { translateSqlite } from './sqlite-failure.ts'

/** Short enough that nobody else in this process waits noticeably. */
const sliceRowsPreset = 2_000
const packsAtOnce = 20

/** A connection of its own: it waits for no change and sees none that is under way. */
export function openSqliteView(file: string, busyTimeoutMs: number): ReadView {
  return translated(() => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs })
    // The view is that of the first read.
    database.exec('begin; select count(*) from sqlite_schema')
    return {
      rows: (table, columns, { sliceRows = sliceRowsPreset, having } = {}) =>
        rows(database, { table, columns, sliceRows, having }),
      packs: (query) => packs(database, query),
      close: async () => database.close(),
    }
  })
}

async function* rows(
  database: DatabaseSync,
  { table, columns, sliceRows, having }: Slices,
): AsyncIterable<readonly ViewRow[]> {
  const listed = columns.map((column) => `"${column}"`).join(', ')
  const only = having === undefined ? '' : ` and "${having}" is not null`
  const text = `select ${listed}, rowid from "${table}" where rowid > ?${only} order by rowid limit ${sliceRows}`
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

async function* packs(database: DatabaseSync, query: PackedQuery): AsyncIterable<readonly Pack[]> {
  const statement = translated(() => database.prepare(packsText(query)))
  statement.setReturnArrays(true)
  const values = query.conditions.flatMap(({ anyOf }) => anyOf ?? [])
  let last: Pack | undefined
  for (;;) {
    const slice: Pack[] = []
    while (slice.length < packsAtOnce) {
      const found = readPacks(statement, [last?.organisationId ?? '', last?.last ?? '', ...values])
      if (found.length === 0) break
      slice.push(...found)
      last = found.at(-1)
    }
    if (slice.length > 0) yield slice
    if (slice.length < packsAtOnce) return
    await turn()
  }
}

/** Grouped, because the next rows may be of two organisations. */
function packsText({ table, columns, conditions, packRows }: PackedQuery): string {
  const values = columns.map((column) => `"${column}"`).join(', ')
  const wanted = ['(organisation_id, id) > (?, ?)', ...conditions.map(conditionText)].join(' and ')
  const next = `select * from "${table}" where ${wanted} order by organisation_id, id limit ${packRows}`
  const pack = `organisation_id, min(id), max(id), group_concat(json_array(${values}))`
  return `select ${pack} from (${next}) group by organisation_id order by organisation_id`
}

function conditionText({ column, anyOf }: Condition): string {
  return anyOf === null ? `"${column}" is null` : `"${column}" in (${anyOf.map(() => '?').join(', ')})`
}

function readPacks(statement: StatementSync, values: readonly string[]): Pack[] {
  const rows = translated(() => statement.all(...values) as unknown as ReadonlyArray<[string, string, string, string]>)
  return rows.map(([organisationId, first, last, packed]) => ({ organisationId, first, last, packed }))
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw translateSqlite(error)
  }
}
