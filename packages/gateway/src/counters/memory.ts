import type { CounterStore, Limit, Refused, Reservation } from './counter-store.ts'
import { type Window, windowAt } from './window.ts'

interface Counter extends Window {
  used: number
  reserved: number
}

const sweepEveryMs = 60_000

/** Counters of one process. JavaScript runs one thing at a time, so a plain loop is an atomic step. */
export class MemoryCounterStore implements CounterStore {
  private readonly counters = new Map<string, Counter>()
  private nextSweepAt = 0

  reserve(limits: readonly Limit[], now: number): Reservation | Refused {
    if (now >= this.nextSweepAt) this.sweep(now)
    const counters = limits.map((limit) => this.counterOf(limit, now))
    for (const [index, limit] of limits.entries()) {
      const counter = counters[index]
      if (counter !== undefined && !fits(counter, limit)) return { kind: 'refused', limit, resetsAt: counter.endsAt }
    }
    for (const [index, counter] of counters.entries()) counter.reserved += limits[index]?.amount ?? 0
    return new MemoryReservation(limits, counters)
  }

  /** Counters that are kept: those of open windows, and those that an open call will still settle. */
  get size(): number {
    return this.counters.size
  }

  private counterOf({ id, period }: Limit, now: number): Counter {
    const known = this.counters.get(id)
    if (known !== undefined && now >= known.startsAt && now < known.endsAt) return known
    // A clock that went back finds the newer window and stays in it, rather than opening a used one anew.
    if (known !== undefined && now < known.startsAt) return known
    const counter = { ...windowAt(period, now), used: 0, reserved: 0 }
    this.counters.set(id, counter)
    return counter
  }

  private sweep(now: number): void {
    this.nextSweepAt = now + sweepEveryMs
    for (const [id, counter] of this.counters) if (counter.endsAt <= now) this.counters.delete(id)
  }
}

/** A call that outlives its window settles in the window in which it was admitted. */
class MemoryReservation implements Reservation {
  private readonly limits: readonly Limit[]
  private readonly counters: readonly Counter[]
  private isSettled = false

  constructor(limits: readonly Limit[], counters: readonly Counter[]) {
    this.limits = limits
    this.counters = counters
  }

  settle(used: readonly number[]): void {
    if (this.isSettled) return
    this.isSettled = true
    for (const [index, counter] of this.counters.entries()) {
      counter.reserved -= this.limits[index]?.amount ?? 0
      counter.used += used[index] ?? 0
    }
  }
}

function fits(counter: Counter, { limit, amount }: Limit): boolean {
  if (counter.used + counter.reserved + amount <= limit) return true
  return counter.used < limit && counter.reserved === 0
}
