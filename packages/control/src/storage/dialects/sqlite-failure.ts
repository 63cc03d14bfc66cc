import { ReferenceFailure, UniqueFailure } from '../database-failure.ts'
import { StoreUnavailable } from '../store.ts'

const primaryKey = 1555
const unique = 2067
const foreignKey = 787
/** Busy, locked, no memory, read-only, I/O error, damaged, disk full, cannot open, locking protocol, not a database. */
const unavailable = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26])

export function translateSqlite(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error
  const { errcode } = error
  if (errcode === foreignKey) return new ReferenceFailure({ cause: error })
  if (errcode === unique || errcode === primaryKey) return uniqueFailure(error)
  if (!unavailable.has(errcode & 0xff)) return error
  return new StoreUnavailable(`the database cannot be used: ${error.message}`, { cause: error })
}

/** `UNIQUE constraint failed: plan.organisation_id, plan.name` */
function uniqueFailure(error: Error): Error {
  const names = /^UNIQUE constraint failed: (.+)$/.exec(error.message)?.[1]?.split(', ') ?? []
  const table = names[0]?.split('.')[0] ?? ''
  return new UniqueFailure(
    table,
    names.map((name) => name.slice(table.length + 1)),
    { cause: error },
  )
}
