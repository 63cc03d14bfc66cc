import type { Counter, CounterState, Limit, Refused } from './counter-store.ts'
import { type ConcurrencyPeriod, type RollingPeriod, slotMsOf, slotsOfWindow } from './window.ts'

/** What the stores have in common: the rules by which a call fits, and what a refusal says. */

/** Far beyond what a call costs (4 billion tokens, 4,295 dollars): a million open calls together stay exact. */
export const amountMax = 4_294_967_296

/** Slots that count: the one of now, and as many before it as the window has. */
export const slotsKept = slotsOfWindow + 1

/** Limits that one call can be under. */
export const limitsMax = 32

/** A counter with nothing left admits nobody, even for nothing; otherwise what is asked for fits, or nobody else is open. */
export function fits(used: number, reserved: number, { limit, amount, isSoft }: Limit): boolean {
  if (limit === null || isSoft === true) return true
  return used < limit && (reserved === 0 || used + reserved + reservable(amount) <= limit)
}

export function reservable(amount: number): number {
  return Math.min(amount, amountMax)
}

/** Adds what may be any integer, and stays exact: a counter that is full to the brim stays there. */
export function addUsed(used: number, more: number): number {
  return used + Math.min(more, Number.MAX_SAFE_INTEGER - used)
}

export function refuse(limit: Limit, state: CounterState, opensAt: number | null): Refused {
  const isUsedUp = limit.limit !== null && state.used >= limit.limit
  return {
    kind: 'refused',
    limit,
    state,
    reason: isUsedUp ? 'used-up' : 'in-use',
    resetsAt: isUsedUp ? opensAt : state.resetsAt,
  }
}

/** The slot with which a rolling window that is used up has forgotten enough to admit a call: the slots are numbered up to `newest`. */
export function slotThatOpens(
  { limit }: Limit,
  used: number,
  newest: number,
  amountIn: (slot: number) => number,
): number {
  let left = used
  for (let slot = newest - slotsKept + 1; slot < newest; slot++) {
    left -= amountIn(slot)
    if (limit === null || left < limit) return slot + slotsKept
  }
  return newest + slotsKept
}

/** Of several limits that are in the way, the one that is so for longest. What only waits for open calls is not for long. */
export function refusalThatLasts(one: Refused | undefined, other: Refused): Refused {
  if (one === undefined) return other
  return lastsUntil(other) > lastsUntil(one) ? other : one
}

function lastsUntil({ reason, resetsAt }: Refused): number {
  return reason === 'in-use' || resetsAt === null ? 0 : resetsAt
}

/** Two kinds of window under one id are two counters; so are rolling windows of different lengths. */
export function keyOf({ id, period }: Counter): string {
  switch (period.kind) {
    case 'rolling':
      return `${id}\0rolling ${slotMsOf(period)}`
    case 'concurrency':
      return `${id}\0concurrency`
    default:
      return id
  }
}

export function isRolling(counter: Counter): counter is Counter & { period: RollingPeriod } {
  return counter.period.kind === 'rolling'
}

export function isConcurrency(counter: Counter): counter is Counter & { period: ConcurrencyPeriod } {
  return counter.period.kind === 'concurrency'
}

/** A bug of the caller, told at once: an amount that is no count, or two limits that share a counter. */
export function checkLimits(limits: readonly Limit[]): void {
  if (limits.length > limitsMax) throw new RangeError(`a call is under ${limitsMax} limits at most`)
  for (const [index, { id, amount }] of limits.entries()) {
    checkAmount(amount)
    for (let other = 0; other < index; other++)
      if (limits[other]?.id === id) throw new RangeError(`two limits of a call have the id ${id}`)
  }
}

export function checkAmount(amount: number): void {
  if (!Number.isInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount`)
}
