import type { Period } from './window.ts'

/**
 * The contract of what counts: used and reserved amounts in windows of time. Amounts are integers in the unit of the counter.
 * Every implementation passes counter-store.contract.ts.
 */

/** One limit that a call has to fit under. */
export interface Limit {
  /** Names the counter: two limits of one id share it, whatever their `limit`. */
  readonly id: string
  readonly period: Period
  /** 0 admits nothing. */
  readonly limit: number
  /** What the call may use, at the most that is known before it is made. */
  readonly amount: number
}

/** What was set aside for one call, to be settled exactly once. */
export interface Reservation {
  /** Gives back what was reserved and counts what was used, in the order of the limits; used amounts may exceed the reserved ones. */
  settle(used: readonly number[]): void
}

export interface Refused {
  readonly kind: 'refused'
  /** The limit that is used up. */
  readonly limit: Limit
  /** Unix milliseconds at which its window ends. */
  readonly resetsAt: number
}

export interface CounterStore {
  /**
   * Reserves under all limits or under none, in one atomic step: `used + reserved + amount ≤ limit`. Where something is left, but
   * less than `amount`, one call at a time is admitted: an estimate never locks the last of a quota away.
   */
  reserve(limits: readonly Limit[], now: number): Reservation | Refused
}
