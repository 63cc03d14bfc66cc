import { join } from 'node:path'
import { takeLock } from '../files/process-lock.ts'

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
 * taken for left.
 */
export function takeSeat(directory: string): Seat {
  for (let number = 0; number < seatsMax; number++) {
    const lock = takeLock(join(directory, `seat-${number}.lock`))
    if (lock !== undefined) return { number, leave: () => lock.release() }
  }
  throw new Error(`${seatsMax} gateway processes use ${directory}: give this one a TOLLGATE_HOME of its own.`)
}
