import type { Counter, Limit } from '../counter-store.ts'
import { type Period, slotMsOf, Windows } from '../window.ts'

/**
 * What a counter store means, in as few words as possible: nothing is kept but what happened, and everything is looked up in that again. It shares no rule
 * with the stores, only where calendar windows begin, and its clock never goes back.
 */
export class CounterModel {
  private used: { id: string; at: number; window: number; amount: number }[] = []
  private readonly calls: ModelCall[] = []
  private readonly windows = new Windows()

  reserve(limits: readonly Limit[], now: number, leaseMs: number): ModelCall | null {
    this.expire(now)
    if (limits.some((limit) => !this.admits(limit, now))) return null
    const call: ModelCall = { limits, at: now, leaseEndsAt: now + leaseMs, end: 'open' }
    this.calls.push(call)
    return call
  }

  settle(call: ModelCall, used: readonly number[], now: number): void {
    this.expire(now)
    for (const [index, limit] of call.limits.entries()) {
      const amount = used[index] ?? 0
      const counted = call.end === 'late' ? Math.max(0, amount - limit.amount) : amount
      this.count(limit, { amount: call.end === 'settled' ? 0 : counted, at: now, admittedAt: call.at })
    }
    call.end = 'settled'
  }

  extend(call: ModelCall, leaseMs: number, now: number): void {
    this.expire(now)
    call.leaseEndsAt = Math.max(call.leaseEndsAt, now + leaseMs)
  }

  charge(limits: readonly Limit[], at: number): void {
    for (const limit of limits) this.count(limit, { amount: limit.amount, at, admittedAt: at })
  }

  setUsed(counter: Counter, amount: number, now: number): void {
    this.expire(now)
    this.used = this.used.filter(({ id }) => id !== counter.id)
    this.count(counter, { amount, at: now, admittedAt: now })
  }

  read({ id, period }: Counter, now: number): { used: number; reserved: number } {
    this.expire(now)
    const window = this.windowOf(period, now)
    const counts = (of: number) => (period.kind === 'rolling' ? of > window - 61 : of === window)
    const used = this.used.filter((entry) => entry.id === id && counts(entry.window))
    const holds = (at: number) => period.kind === 'rolling' || this.windowOf(period, at) === window
    const held = this.calls.filter(({ end, at }) => end === 'open' && holds(at))
    const amounts = held.flatMap(({ limits }) => limits.filter((limit) => limit.id === id).map(({ amount }) => amount))
    return { used: sum(used.map(({ amount }) => amount)), reserved: sum(amounts) }
  }

  private admits(limit: Limit, now: number): boolean {
    const { used, reserved } = this.read(limit, now)
    if (limit.isSoft === true || limit.limit === null) return true
    if (used >= limit.limit) return false
    return used + reserved + limit.amount <= limit.limit || reserved === 0
  }

  private count({ id, period }: Counter, how: { amount: number; at: number; admittedAt: number }): void {
    if (period.kind === 'concurrency') return
    const window = this.windowOf(period, period.kind === 'rolling' ? how.at : how.admittedAt)
    this.used.push({ id, at: how.at, window, amount: how.amount })
  }

  private expire(now: number): void {
    for (const call of this.calls) {
      if (call.end !== 'open' || call.leaseEndsAt > now) continue
      call.end = 'late'
      for (const limit of call.limits)
        this.count(limit, { amount: limit.amount, at: call.leaseEndsAt, admittedAt: call.at })
    }
  }

  /** Numbers the windows of a period. */
  private windowOf(period: Period, at: number): number {
    if (period.kind === 'concurrency') return 0
    return period.kind === 'rolling' ? Math.floor(at / slotMsOf(period)) : this.windows.at(period, at).startsAt
  }
}

export interface ModelCall {
  readonly limits: readonly Limit[]
  readonly at: number
  leaseEndsAt: number
  end: 'open' | 'late' | 'settled'
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
