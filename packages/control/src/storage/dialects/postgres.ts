import { type Dialect, type Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import { checkedDialect } from './checked-dialect.ts'
import { translatePostgres } from './postgres-failure.ts'
import type { Pack, PackedQuery, ReadView, Slices, ViewRow } from './read-view.ts'

const int8 = 20
const connectionsMax = 10
const statementTimeoutMs = 60_000
const sliceRowsPreset = 2_000
const packsAtOnce = 40

export interface PostgresOptions {
  readonly url: string
  readonly onIdleError: (error: Error) => void
  /** Its transactions, and what is asked outside of one, cannot write. */
  readonly isReadOnly: boolean
  readonly isInsideChange: () => boolean
}

/** Kysely on Postgres 15 or later. */
export function postgresDialect({ url, onIdleError, isReadOnly, isInsideChange }: PostgresOptions): Dialect {
  const types = new pg.TypeOverrides()
  // Times and counters stay far below 2^53; as strings they would compare wrongly.
  types.setTypeParser(int8, Number)
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    types,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    // The server ends a statement first; this is for a server that is gone without a word.
    query_timeout: statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'tollgate',
  })
  pool.on('error', onIdleError)
  // The pool listens while a connection is idle only; who uses one learns of its end by the query that fails.
  pool.on('connect', (client) => client.on('error', () => {}))
  // A client's questions are asked in turn, and this one is the first: where it fails, so do those behind it.
  if (isReadOnly)
    pool.on('connect', (client) => client.query('set default_transaction_read_only = on').catch(() => undefined))
  return checkedDialect(new PostgresDialect({ pool }), {
    translate: translatePostgres,
    isInsideChange,
    isSingle: false,
  })
}

export async function openPostgresView<S>(db: Kysely<S>): Promise<ReadView> {
  const transaction = await db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  // The view is that of the first statement.
  await sql`select 1`.execute(transaction)
  return {
    rows: (table, columns, { sliceRows = sliceRowsPreset, having } = {}) =>
      rows(transaction, { table, columns, sliceRows, having }),
    packs: (query) => packs(transaction, query),
    close: async () => {
      await transaction.rollback().execute()
    },
  }
}

async function* rows<S>(
  transaction: Kysely<S>,
  { table, columns, sliceRows, having }: Slices,
): AsyncIterable<readonly ViewRow[]> {
  const listed = sql.join(columns.map((column) => sql.ref(column)))
  const only = having === undefined ? sql`` : sql` where ${sql.ref(having)} is not null`
  await sql`declare slices no scroll cursor for select ${listed} from ${sql.table(table)}${only}`.execute(transaction)
  const fetch = sql<Record<string, unknown>>`fetch forward ${sql.lit(sliceRows)} from slices`
  for (;;) {
    const slice = await fetch.execute(transaction)
    if (slice.rows.length > 0) yield slice.rows.map((row) => columns.map((column) => row[column]))
    if (slice.rows.length < sliceRows) break
  }
  await sql`close slices`.execute(transaction)
}

async function* packs<S>(transaction: Kysely<S>, query: PackedQuery): AsyncIterable<readonly Pack[]> {
  await sql`declare packs no scroll cursor for ${packsOf(query)}`.execute(transaction)
  const fetch = sql<Pack>`fetch forward ${sql.lit(packsAtOnce)} from packs`
  for (;;) {
    const slice = await fetch.execute(transaction)
    if (slice.rows.length > 0) yield slice.rows
    if (slice.rows.length < packsAtOnce) break
  }
  await sql`close packs`.execute(transaction)
}

function packsOf({ table, columns, conditions, packRows }: PackedQuery): RawBuilder<unknown> {
  const wanted = conditions.map(({ column, anyOf }) => {
    if (anyOf === null) return sql`${sql.ref(column)} is null`
    return sql`${sql.ref(column)} in (${sql.join(anyOf.map((value) => sql.lit(value)))})`
  })
  const only = wanted.length === 0 ? sql`` : sql`where ${sql.join(wanted, sql` and `)}`
  const values = columns.map((column) => sql`coalesce(to_json(${sql.ref(column)})::text, 'null')`)
  const numbered = sql`select organisation_id collate "C" as organisation, id collate "C" as id,
    '[' || concat_ws(',', ${sql.join(values)}) || ']' as listed,
    (row_number() over (partition by organisation_id order by id collate "C") - 1) / ${sql.lit(packRows)} as pack
    from ${sql.table(table)} ${only}`
  return sql`select organisation as "organisationId", min(id) as "first", max(id) as "last", string_agg(listed, ',') as packed
    from (${numbered}) as numbered group by organisation, pack order by organisation, pack`
}
