import { type Dialect, type Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { checkedDialect } from './checked-dialect.ts'
import { translatePostgres } from './postgres-failure.ts'
import type { ReadView, ViewRow } from './read-view.ts'

const int8 = 20
const connectionsMax = 10
const statementTimeoutMs = 60_000
const sliceRows = 2_000

export interface PostgresOptions {
  readonly url: string
  readonly onIdleError: (error: Error) => void
  readonly isInsideChange: () => boolean
}

/** Kysely on Postgres 15 or later. */
export function postgresDialect({ url, onIdleError, isInsideChange }: PostgresOptions): Dialect {
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
    rows: (table, columns) => rows(transaction, table, columns),
    close: async () => {
      await transaction.rollback().execute()
    },
  }
}

async function* rows<S>(
  transaction: Kysely<S>,
  table: string,
  columns: readonly string[],
): AsyncIterable<readonly ViewRow[]> {
  const listed = sql.join(columns.map((column) => sql.ref(column)))
  await sql`declare slices no scroll cursor for select ${listed} from ${sql.table(table)}`.execute(transaction)
  const fetch = sql<Record<string, unknown>>`fetch forward ${sql.lit(sliceRows)} from slices`
  for (;;) {
    const slice = await fetch.execute(transaction)
    if (slice.rows.length > 0) yield slice.rows.map((row) => columns.map((column) => row[column]))
    if (slice.rows.length < sliceRows) break
  }
  await sql`close slices`.execute(transaction)
}
