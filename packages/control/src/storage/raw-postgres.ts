import { CompiledQuery, Kysely } from 'kysely'
import { postgresDialect } from './dialects/postgres.ts'

type Row = Readonly<Record<string, unknown>>
type Value = string | number | null | Uint8Array

/** Postgres for who writes SQL by hand: the same pool, failures and limits as of the other store. */
export interface RawPostgres {
  /** The places of the values are `$1`, `$2`, …. */
  ask(text: string, values: readonly Value[]): Promise<readonly Row[]>
  transaction<T>(work: (inside: Pick<RawPostgres, 'ask'>) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function openRawPostgres(url: string, onIdleError: (error: Error) => void): RawPostgres {
  const dialect = postgresDialect({ url, onIdleError, isReadOnly: false, isInsideChange: () => false })
  const connection = new Kysely<Record<string, never>>({ dialect })
  const asking = (through: typeof connection) => async (text: string, values: readonly Value[]) =>
    (await through.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows
  return {
    ask: asking(connection),
    transaction: (work) => connection.transaction().execute((inside) => work({ ask: asking(inside) })),
    close: () => connection.destroy(),
  }
}
