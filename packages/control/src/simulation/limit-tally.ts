import type { CounterState } from '@tollgate/gateway/counters/counter-store'
import type { CallLimit } from '@tollgate/gateway/quota/call-limits'
import type { LimitResult } from './simulation.ts'

/** What was used in one window of a calendar. A call that outlives its window is counted in the one in which it was admitted. */
export interface WindowTally {
  readonly endsAt: number | null
  used: number
}

/** How one limit of one subscription fares. */
export class LimitTally {
  readonly limit: CallLimit
  private refused = 0
  private firstRefusedAt: number | null = null
  private passedBeyond = 0
  private firstBeyondAt: number | null = null
  private peakUsed = 0
  private peakAt: number | null = null
  private window: WindowTally = { endsAt: null, used: 0 }

  constructor(limit: CallLimit) {
    this.limit = limit
  }

  refuse(at: number): void {
    this.refused++
    this.firstRefusedAt ??= at
  }

  /** A call was admitted; `amount` is what was set aside for it, and in the state. */
  admit(state: CounterState, amount: number, at: number): WindowTally {
    const { limit, isSoft } = this.limit.counter
    if (isSoft === true && limit !== null && isBeyond(state, amount)) {
      this.passedBeyond++
      this.firstBeyondAt ??= at
    }
    if (this.limit.metric === 'concurrency') this.reach(state.reserved, at)
    if (this.window.endsAt !== state.resetsAt) this.window = { endsAt: state.resetsAt, used: 0 }
    return this.window
  }

  /** A call is over. Of a rolling window the state says what is used; of a calendar's, the window in which the call was admitted. */
  settle(window: WindowTally, used: number, { state, at }: { state: CounterState | undefined; at: number }): void {
    if (this.limit.metric === 'concurrency') return
    window.used += used
    this.reach(this.limit.counter.period.kind === 'rolling' ? (state?.used ?? 0) : window.used, at)
  }

  result(): LimitResult {
    const { limit, refused, firstRefusedAt, passedBeyond, firstBeyondAt, peakUsed, peakAt } = this
    const most = limit.counter.limit
    const peakPercent = most === null || most === 0 ? null : Math.round((peakUsed / most) * 1_000) / 10
    return { limit, refused, firstRefusedAt, passedBeyond, firstBeyondAt, peakUsed, peakAt, peakPercent }
  }

  private reach(used: number, at: number): void {
    if (used <= this.peakUsed) return
    this.peakUsed = used
    this.peakAt = at
  }
}

/** Whether the call would not have been admitted, had the limit been a hard one (counters/counter-rules.ts). */
function isBeyond({ used, reserved, limit }: CounterState, amount: number): boolean {
  if (limit === null) return false
  return used >= limit || (reserved > amount && used + reserved > limit)
}
