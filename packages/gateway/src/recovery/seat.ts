import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The place of a process in its usage folder. */
export interface Seat {
  readonly number: number
  /** Another process may take it from now on. */
  leave(): void
}

/** Processes that may use one folder at once. */
const seatsMax = 64

/**
 * Takes the first place that no living process has: what was left there by a process that died is then this one's. Of a process that lives nothing may be
 * taken for left. The lock is one of the operating system, by way of SQLite, which Node cannot take by itself: it ends with the process, however that ends.
 */
export function takeSeat(directory: string): Seat {
  for (let number = 0; number < seatsMax; number++) {
    const lock = lockOf(join(directory, `seat-${number}.lock`))
    if (lock !== undefined) return { number, leave: () => lock.close() }
  }
  throw new Error(`${seatsMax} gateway processes use ${directory}: give this one a TOLLGATE_HOME of its own.`)
}

function lockOf(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined
    throw error
  }
}

/** SQLITE_BUSY */
const busy = 5
