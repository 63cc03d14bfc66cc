import type { CallLimit } from './call-limits.ts'

/** A limit that somebody is told of: data only, so that it can go from thread to thread. */
export type ToldLimit = Pick<CallLimit, 'metric' | 'counter'> & {
  readonly told: NonNullable<CallLimit['owner']['told']>
  readonly scope: CallLimit['owner']['scope']
}

/** Beyond it the one that waits longest is let go: it is told of when it is next touched. */
const touchedMax = 10_000

/** The limits that calls have touched since they were last told of: how they stand is read when they are told, not on the way of a call. */
export class TouchedLimits {
  private waiting = new Map<string, ToldLimit>()
  private readonly known = new WeakMap<CallLimit, ToldLimit>()

  get isEmpty(): boolean {
    return this.waiting.size === 0
  }

  note(limits: readonly CallLimit[]): void {
    for (const limit of limits) {
      const { owner, metric, counter } = limit
      if (owner.told === undefined) continue
      let touched = this.known.get(limit)
      if (touched === undefined) {
        touched = { told: owner.told, scope: owner.scope, metric, counter }
        this.known.set(limit, touched)
      }
      this.add(touched)
    }
  }

  add(limit: ToldLimit): void {
    const { id } = limit.counter
    if (this.waiting.size >= touchedMax && !this.waiting.has(id)) {
      const [oldest] = this.waiting.keys()
      if (oldest !== undefined) this.waiting.delete(oldest)
    }
    this.waiting.set(id, limit)
  }

  /** Takes what waits, `countMax` at most; what could not be told is given back. */
  take(countMax: number): ToldLimit[] {
    const taken: ToldLimit[] = []
    for (const [id, limit] of this.waiting) {
      if (taken.length === countMax) break
      taken.push(limit)
      this.waiting.delete(id)
    }
    return taken
  }

  giveBack(limits: readonly ToldLimit[]): void {
    for (const limit of limits) if (!this.waiting.has(limit.counter.id)) this.add(limit)
  }
}
