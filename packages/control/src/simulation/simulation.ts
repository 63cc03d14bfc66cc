import type { CallLimit } from '@tollgate/gateway/quota/call-limits'

/** What a simulation finds: who would have been refused, when, and by what. Times are Unix milliseconds, money is micro-dollars. */
export interface Simulation {
  /** When the first call came, and the last; null: there was none. */
  readonly period: { readonly from: number; readonly to: number } | null
  readonly calls: number
  readonly refused: number
  /** So far from their place in the files that they are played later than they came. */
  readonly late: number
  /** The most refused first. */
  readonly subscriptions: readonly SubscriptionResult[]
}

export interface SubscriptionResult {
  readonly subscriptionId: string
  readonly application: string
  readonly api: string
  readonly calls: number
  readonly refused: number
  readonly firstRefusedAt: number | null
  /** The sentence that the first refused caller would have read. */
  readonly firstRefusal: string | null
  /** Stretches without an admitted call between refused ones; the first few of them. */
  readonly stops: readonly Stop[]
  readonly stopsCount: number
  /** Refused whatever was left: a model that the plan does not list, or one without a price under a limit on cost. */
  readonly refusedForModel: number
  readonly limits: readonly LimitResult[]
  readonly people: readonly PersonResult[]
  /** Of the calls that were admitted. */
  readonly used: UsedAmounts
}

export interface Stop {
  readonly from: number
  readonly refused: number
  /** When the limit of the last refusal would have let the next call through; null: when an open call ended, or never. */
  readonly opensAt: number | null
  /** When a call was admitted again; null: none was until the end. */
  readonly admittedAgainAt: number | null
}

export interface LimitResult {
  readonly limit: CallLimit
  /** Calls that this limit was in the way of; of several limits, the one that is so for longest. */
  readonly refused: number
  readonly firstRefusedAt: number | null
  /** Of a soft limit: calls that it would have refused if it were a hard one. */
  readonly passedBeyond: number
  readonly firstBeyondAt: number | null
  /** The most that was used of it in one window (of `concurrency`: open at once), and when. */
  readonly peakUsed: number
  readonly peakAt: number | null
  /** null: of a limit of 0. */
  readonly peakPercent: number | null
}

export interface PersonResult {
  readonly person: string | null
  readonly calls: number
  readonly refused: number
  readonly firstRefusedAt: number | null
}

export interface UsedAmounts {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly totalTokens: number
  /** Of calls whose price is known. */
  readonly cost: number
  readonly callsWithoutPrice: number
}
