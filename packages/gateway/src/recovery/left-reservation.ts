import { amountMax } from '../counters/counter-rules.ts'
import type { LeftReservation, RedisCounterStore } from '../counters/redis-counters.ts'
import type { OpenEntry } from './admitted-files.ts'
import type { Charged } from './charged.ts'

/** What it needs of counters that outlive the process. */
export type KeptReservations = Pick<RedisCounterStore, 'settleLeft'>

/**
 * What a process that died would have told the counters, or has told them and did not hear it: what the log says of a call, and the estimate of one that it
 * says nothing of. undefined: its reservation ended with the process.
 */
export function leftReservation(entry: OpenEntry, { used, at, late }: Charged): LeftReservation | undefined {
  const { reservation, limits, ends } = entry
  if (reservation === undefined) return undefined
  const estimated = limits.map(({ amount }) => Math.min(amount, amountMax))
  const amounts = limits.map((_, index) => Math.max(used[index] ?? 0, late === true ? (estimated[index] ?? 0) : 0))
  return { name: reservation, limits, leaseEndsAt: ends, used: amounts, now: at }
}
