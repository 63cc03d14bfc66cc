import type { ToldCounter } from '@tollgate/contract/counter-report'
import type { CounterStateRecord } from '../storage/counter-states.ts'

/** How one limit stands, by all that gateways said of it. */
export interface Standing {
  /** As the newest of them described it. */
  readonly counter: ToldCounter
  readonly used: number
  readonly reserved: number
  /** Unix milliseconds; null: nothing is used, or it has no window. */
  readonly resetsAt: number | null
  /** Unix milliseconds: when the newest of them was said. */
  readonly asOf: number
}

/** A gateway tells of what open calls have set aside every five seconds: what it said longer ago is over, or the gateway is. */
const reservedMs = 60_000

/**
 * Puts together what is known of each limit. Gateways that count alone are added up; where they count together the newest holds. A window that
 * is over has nothing used. `records` may hold several of one gateway and counter: the newest holds.
 */
export function combineStates(records: readonly CounterStateRecord[], now: number): Map<string, Standing> {
  const standings = new Map<string, Standing>()
  for (const [id, ofCounter] of Map.groupBy(records, ({ counter }) => counter.id)) {
    const newest = [...Map.groupBy(ofCounter, ({ gatewayId }) => gatewayId).values()].map(newestOf)
    standings.set(id, combine(newest, now))
  }
  return standings
}

function combine(records: readonly CounterStateRecord[], now: number): Standing {
  const newest = newestOf(records)
  const counted = newest.gatewayId === '' ? [newest] : records.filter(({ gatewayId }) => gatewayId !== '')
  const open = counted.map(({ counter }) => counter).filter(({ resetsAt }) => resetsAt === null || resetsAt > now)
  const ends = open.flatMap(({ resetsAt }) => resetsAt ?? [])
  return {
    counter: newest.counter,
    used: sum(open.map(({ used }) => used)),
    reserved: sum(open.map(({ reserved, at }) => (at > now - reservedMs ? reserved : 0))),
    resetsAt: ends.length === 0 ? null : Math.max(...ends),
    asOf: newest.counter.at,
  }
}

function newestOf(records: readonly CounterStateRecord[]): CounterStateRecord {
  const [newest] = records.toSorted((one, other) => other.counter.at - one.counter.at)
  if (newest === undefined) throw new Error('of nothing there is no newest')
  return newest
}

function sum(amounts: readonly number[]): number {
  return Math.min(
    amounts.reduce((all, amount) => all + amount, 0),
    Number.MAX_SAFE_INTEGER,
  )
}
