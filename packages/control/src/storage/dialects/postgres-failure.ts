import { ReferenceFailure, UniqueFailure } from '../database-failure.ts'
import { StoreUnavailable } from '../store.ts'
import { tables, uniqueColumns, uniqueIndexName } from '../tables.ts'

const unique = '23505'
const foreignKey = '23503'

/**
 * Classes of SQLSTATE that mean that the server cannot do it now: connection, transaction rolled back (deadlock), out of resources,
 * operator intervention (shutdown, time-out), system error; and a lock not had in time, a standby.
 */
const unavailable = /^(08|40|53|57|58)...$|^55P03$|^25006$|^25P03$/
/** What Node says of a connection. */
const network = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|EADDRNOTAVAIL|ENOENT|EACCES|ERR_TLS|ERR_SSL|EPROTO)/
/** What the client library says of one, without a code. */
const connection =
  /connection (terminated|error|has been discarded)|timeout exceeded|timeout expired|is not queryable|Query read timeout/i

const uniqueByIndex = new Map(
  Object.values(tables).flatMap((table) => [
    [`${table.name}_pkey`, ['id']] as const,
    ...(table.unique ?? []).map((columns) => [uniqueIndexName(table, columns), uniqueColumns(columns)] as const),
  ]),
)

export function translatePostgres(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = text(error, 'code')
  if (code === foreignKey) return new ReferenceFailure({ cause: error })
  if (code === unique) {
    const columns = uniqueByIndex.get(text(error, 'constraint'))
    return columns === undefined ? error : new UniqueFailure(text(error, 'table'), columns, { cause: error })
  }
  const isAway = unavailable.test(code) || network.test(code) || (code === '' && connection.test(error.message))
  return isAway ? new StoreUnavailable('the database does not answer', { cause: error }) : error
}

function text(error: Error, property: string): string {
  const value: unknown = Reflect.get(error, property)
  return typeof value === 'string' ? value : ''
}
