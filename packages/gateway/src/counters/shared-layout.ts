import { limitsMax, slotsKept } from './counter-rules.ts'

/**
 * Where things lie in the memory that threads share. Numbers are float64, which are exact up to 2^53 and, other than BigInt, cost nothing; whoever holds the
 * lock reads and writes them, nobody else. The control words in front are for Atomics.
 */

export interface SharedSizes {
  /** Places for counters, a power of two. */
  readonly places: number
  /** Rolling windows at once. */
  readonly rings: number
  /** Open calls at once. */
  readonly reservations: number
}

/** 32-bit words in front. */
export const control = { lock: 0, waiters: 1, threads: 2, journal: 3, words: 16 } as const

/** float64 words after them. */
export const header = {
  places: 0,
  rings: 1,
  reservations: 2,
  /** No lease ends before. */
  earliestLease: 3,
  /** Free ones are chained: the first, plus one; 0 is none. */
  freeReservation: 4,
  /** Those from here on were never used. */
  reservationsUsed: 5,
  freeRing: 6,
  ringsUsed: 7,
  /** Where the search for rings of ended windows goes on. */
  ringHand: 8,
  /** Counts up, so that a place is not taken for what it held before. */
  lastIncarnation: 9,
  /** The same for reservations. */
  lastReservation: 10,
  /** The number of the last settlement. */
  settlements: 11,
  words: 16,
} as const

/** One counter: a cache line. */
export const place = {
  /** Two words that hold 128 bits as they are. */
  key: 0,
  /** One of `kinds`; a rolling one has the number of its ring added. */
  kind: 2,
  /** For a rolling window its newest slot. */
  startsAt: 3,
  endsAt: 4,
  used: 5,
  reserved: 6,
  /** Changes with the window of a calendar counter, and when a place goes to another key. */
  incarnation: 7,
  words: 8,
} as const

/** `none` was never used and ends a search; `left` holds nothing any more, but what is looked for may lie behind it. */
export const kinds = { none: 0, left: 1, calendar: 2, concurrency: 3, rolling: 4 } as const

/** A ring is the amounts of a rolling window, by slot. */
export const ring = {
  amounts: 0,
  /** The place that has it, plus one; 0: it is free. */
  place: slotsKept,
  nextFree: slotsKept + 1,
  slotMs: slotsKept + 2,
  words: slotsKept + 3,
} as const

export const reservation = {
  /** 0: free. */
  id: 0,
  leaseEndsAt: 1,
  /** Number of parts, or the next free one. */
  parts: 2,
  firstPart: 3,
  partWords: 3,
  words: 3 + 3 * limitsMax + 5,
} as const

export const part = { place: 0, incarnation: 1, amount: 2 } as const

/** Writes of one step, at the most: a ring is cleared, or all counters of a call and its reservation are written. */
export const journalMax = 256

export interface SharedOffsets {
  readonly header: number
  readonly journal: number
  readonly places: number
  readonly rings: number
  readonly reservations: number
  readonly words: number
}

/** In float64 words from the beginning. */
export function offsetsOf(sizes: SharedSizes): SharedOffsets {
  const headerAt = control.words / 2
  const journalAt = headerAt + header.words
  const placesAt = journalAt + 2 * journalMax
  const ringsAt = placesAt + sizes.places * place.words
  const reservationsAt = ringsAt + sizes.rings * ring.words
  return {
    header: headerAt,
    journal: journalAt,
    places: placesAt,
    rings: ringsAt,
    reservations: reservationsAt,
    words: reservationsAt + sizes.reservations * reservation.words,
  }
}
