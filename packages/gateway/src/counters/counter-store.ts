import type { Period } from './window.ts'

/**
 * The contract of what counts: amounts that were used and amounts that open calls have set aside, under limits. Amounts are integers in the unit of
 * the counter. Nothing here reads a clock: `now` is Unix milliseconds and comes from the caller, like the length of a lease. What is in one process or in
 * the memory of one process answers at once (`LocalCounterStore`), what is elsewhere with promises; both mean the same, and every implementation
 * passes counter-store.contract.ts and agrees with testing/counter-model.ts.
 *
 * - A reservation whose lease is over counts as used by its estimate, at the moment at which the lease ended, whoever notices it and when.
 * - A call is counted in the calendar window in which it was admitted; what ends after its window is counted nowhere else.
 *   In a rolling window it is counted when it is settled.
 * - A window that has begun keeps its end, and a clock that goes back finds it: nothing is opened anew.
 */

/** Names what is counted. Amounts of different periods never share a counter, so the id names the period too. */
export interface Counter {
  readonly id: string
  readonly period: Period
}

/** One limit that a call has to fit under. A limit that does not exist is not in the list. */
export interface Limit extends Counter {
  /** 0 admits nothing; null is unlimited: counted, never refused. It may differ from call to call, and is in force at once. */
  readonly limit: number | null
  /** What the call may use, at the most that is known before it is made; more than `amountMax` counts as `amountMax`. */
  readonly amount: number
  /** Counted and shown, never refused. */
  readonly isSoft?: boolean
}

/** How a counter stands. What is left is `limit - used - reserved`, and may be negative. */
export interface CounterState {
  /** 0 where the period is `concurrency`. */
  readonly used: number
  /** Set aside for open calls. */
  readonly reserved: number
  readonly limit: number | null
  /** Unix milliseconds: the end of a calendar window, the time by which a rolling one has forgotten everything; null for `concurrency`. */
  readonly resetsAt: number | null
}

/** What was set aside for one call, to be settled once: by the answer, an error, a timeout or a cancellation. */
export interface Reservation {
  readonly kind: 'reserved'
  /** With this call, in the order of the limits. */
  readonly states: readonly CounterState[]
  /** Where it outlives this process, and another one may settle it. */
  readonly sharedName?: string
  /**
   * Gives back what was reserved and counts what was used, in the order of the limits: used amounts may exceed the reserved ones, and the limit.
   * For `concurrency` there is nothing to count. After the end of the lease only what exceeds the estimate is added. A second settlement changes nothing.
   */
  settle(used: readonly number[], now: number): Settled | Unavailable | Promise<Settled | Unavailable>
  /** For a long stream: the lease ends `leaseMs` after now, or when it would have, whichever is later. False: it is over, or cannot be reached. */
  extend(leaseMs: number, now: number): boolean | Promise<boolean>
}

export interface Settled {
  readonly kind: 'settled'
  /** Without this call, in the order of the limits, in the windows of now. */
  readonly states: readonly CounterState[]
  /** The lease was over before, and the estimate was counted. */
  readonly isLate: boolean
}

export interface Refused {
  readonly kind: 'refused'
  /** The limit that is in the way; of several, the one that is so for longest. */
  readonly limit: Limit
  readonly state: CounterState
  /** `used-up`: by calls that are over. `in-use`: something is left, but open calls have set it aside; any of them may give it back. */
  readonly reason: 'used-up' | 'in-use'
  /** Unix milliseconds at which the call fits if no other comes; null where that depends on open calls alone (`concurrency`). */
  readonly resetsAt: number | null
}

/** The store cannot say: the caller's setting decides whether the call is made. Nothing was reserved, or it is given back as soon as possible. */
export interface Unavailable {
  readonly kind: 'unavailable'
  /**
   * `away`: it cannot be reached. `slow`: no answer in time. `full`: there is no room for another counter or call, because
   * those that are kept still matter.
   */
  readonly reason: 'away' | 'slow' | 'full'
}

export type Admission = Reservation | Refused | Unavailable

export interface CounterStore {
  /**
   * Reserves under all limits or under none, in one atomic step: `used + reserved + amount ≤ limit`. Where something is left, but
   * less than `amount`, one call at a time is admitted: an estimate never locks the last of a quota away. Ids differ within a call.
   * `leaseMs` is how long the call may be open at most: then its estimate counts as used.
   */
  reserve(limits: readonly Limit[], now: number, leaseMs: number): Admission | Promise<Admission>
  /** How counters stand, in the order asked for. */
  read(counters: readonly CounterToRead[], now: number): States | Promise<States>
  /**
   * Counts amounts of calls that are over, whatever the limits, in the windows in which `at` lies: what was admitted while
   * a store was away, or is told by a log after a restart. Windows that are over are left out.
   */
  charge(limits: readonly Limit[], at: number): States | Promise<States>
  /** Sets what counts as used in the window of now; 0 gives the whole quota back. What is reserved stays. Nothing to set for `concurrency`. */
  setUsed(counter: Counter, used: number, now: number): States | Promise<States>
}

export type CounterToRead = Counter & Pick<Limit, 'limit'>

export type States = { readonly kind: 'states'; readonly states: readonly CounterState[] } | Unavailable

/** A store that answers at once, and whose counters end with the process: it is saved now and then, and restored at the start. */
export interface LocalCounterStore extends CounterStore {
  reserve(limits: readonly Limit[], now: number, leaseMs: number): LocalReservation | Refused | Unavailable
  read(counters: readonly CounterToRead[], now: number): States
  charge(limits: readonly Limit[], at: number): States
  setUsed(counter: Counter, used: number, now: number): States
  /** Settlements until now: the `number` of the last one. */
  readonly settlements: number
  /**
   * What was used, in pieces that may be taken one at a time, between calls. Each is exact for its moment: it has the settlements up to its number, and
   * no other. Leases that ended before `now` are counted. Open calls are left out: a log of admitted calls knows them, and `charge` counts
   * them after a restart.
   */
  save(now: number): Iterable<SavedPiece>
  /** Takes over what was saved, of windows that are not over. Where more is counted already, that stays: twice is like once. */
  restore(saved: Iterable<SavedCounter>, now: number): void
}

export interface LocalReservation extends Reservation {
  settle(used: readonly number[], now: number): LocalSettled
  extend(leaseMs: number, now: number): boolean
}

export interface LocalSettled extends Settled {
  /** Settlements of a store are numbered from 1, whichever thread makes them. */
  readonly number: number
}

export interface SavedPiece {
  readonly settlements: number
  readonly counters: readonly SavedCounter[]
}

/** Any local store restores what any other saved. */
export interface SavedCounter {
  /** 128 bits of the SHA-256 of the id, in base64url: the shared store does not keep ids. */
  readonly key: string
  readonly startsAt: number
  readonly endsAt: number
  readonly used: number
  /** Of a rolling window: when (Unix milliseconds, the beginning of a slot) and how much. */
  readonly slots?: readonly (readonly [at: number, used: number])[]
  /** Of a rolling window, in milliseconds. */
  readonly slotMs?: number
}
