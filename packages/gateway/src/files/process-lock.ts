import { DatabaseSync } from 'node:sqlite'

/** Until it is released, or its process ends, however that ends. */
export interface ProcessLock {
  release(): void
}

/** SQLITE_BUSY */
const busy = 5

/**
 * A lock that one process at a time has; undefined: another one has it. It is one of the operating system, by way of SQLite, which Node cannot
 * take by itself.
 */
export function takeLock(path: string): ProcessLock | undefined {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined
    throw error
  }
}
