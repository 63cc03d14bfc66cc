import { createSharedMemory } from './shared-memory-view.ts'

export interface SharedCountersOptions {
  /** Counters at once; the table has at least twice as many places. */
  readonly countersMax?: number
  /** Rolling windows among them. */
  readonly rollingMax?: number
  /** Open calls at once, of all threads. */
  readonly reservationsMax?: number
}

const countersMaxPreset = 131_072
const rollingMaxPreset = 8_192
const reservationsMaxPreset = 16_384

/** The memory that all threads of a process count in; it goes to a worker like any other message. */
export function createCounterMemory(options: SharedCountersOptions = {}): SharedArrayBuffer {
  const counters = options.countersMax ?? countersMaxPreset
  return createSharedMemory({
    places: 2 ** Math.ceil(Math.log2(2 * counters)),
    rings: options.rollingMax ?? rollingMaxPreset,
    reservations: options.reservationsMax ?? reservationsMaxPreset,
  })
}
