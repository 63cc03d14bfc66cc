import { amountMax, keyOf } from '../counters/counter-rules.ts'
import type { LocalCounterStore } from '../counters/counter-store.ts'
import { KeyDigests } from '../counters/key-digests.ts'
import { isBefore, type UsagePosition } from '../usage/usage-files.ts'
import type { OpenEntry } from './admitted-files.ts'
import type { Charged } from './charged.ts'
import type { SavedCounters } from './saved-counters.ts'

/** What one settlement of the log is counted by. */
export interface LoggedCharge {
  readonly entry: OpenEntry
  readonly charged: Charged
  /** Of the usage line. */
  readonly position: UsagePosition
}

/** What was saved of one counter, for telling what is counted in it already. */
interface SavedUpTo {
  readonly settlements: number
}

/**
 * Counts what happened after the counters were saved, each amount exactly once: a settlement is in what was saved where its line lies before the position of
 * the saving, or where its number, in the same run of the process, is not above that of the counter's piece.
 */
export class CountAgain {
  private readonly local: LocalCounterStore
  private readonly saved: SavedCounters | undefined
  private readonly upTo = new Map<string, SavedUpTo>()
  private readonly digests = new KeyDigests()
  /** Amounts for which the counters had no room. */
  lost = 0

  constructor(local: LocalCounterStore, saved: SavedCounters | undefined) {
    this.local = local
    this.saved = saved
    for (const { settlements, counters } of saved?.pieces ?? [])
      for (const { key } of counters) this.upTo.set(key, { settlements })
  }

  count(logged: LoggedCharge): void {
    const { entry, charged } = logged
    for (const [index, limit] of entry.limits.entries()) {
      const { period } = limit
      if (period.kind === 'concurrency') continue
      const used = charged.used[index] ?? 0
      // A call is counted in the calendar window in which it was admitted, and in a rolling one when it is settled.
      const isRolling = period.kind === 'rolling'
      const estimate = Math.min(limit.amount, amountMax)
      if (charged.late === true) {
        if (!this.isLeaseCounted(logged))
          this.charge(limit, estimate, isRolling ? Math.min(entry.ends, charged.at) : entry.at)
        if (!this.isCounted(logged, limit))
          this.charge(limit, Math.max(0, used - estimate), isRolling ? charged.at : entry.at)
      } else if (!this.isCounted(logged, limit)) this.charge(limit, used, isRolling ? charged.at : entry.at)
    }
  }

  private charge(limit: OpenEntry['limits'][number], amount: number, at: number): void {
    if (amount > 0 && this.local.charge([{ ...limit, amount }], at).kind === 'unavailable') this.lost++
  }

  private isCounted({ entry, charged, position }: LoggedCharge, limit: OpenEntry['limits'][number]): boolean {
    const { saved } = this
    if (saved === undefined) return false
    if (isBefore(position, saved.position)) return true
    if (entry.run !== saved.run || charged.s === undefined) return false
    const { settlements } = this.upTo.get(this.digests.of(keyOf(limit)).text) ?? saved
    return charged.s <= settlements
  }

  /** A lease that is over counts by itself: whether that was before the counters were saved. */
  private isLeaseCounted({ entry }: LoggedCharge): boolean {
    const { saved } = this
    if (saved === undefined) return false
    return entry.run === saved.run ? entry.ends <= saved.at : entry.run < saved.run
  }
}
