import type { ModelPriceRow } from '@tollgate/contract/snapshot'
import type { Outcome, Usage } from '@tollgate/contract/usage-record'

/** A call as a simulation plays it: recorded once, or described. */
export interface SimulatedCall {
  /** Unix milliseconds. */
  readonly at: number
  readonly totalMs: number
  readonly caller: SimulatedCaller
  readonly person: string | null
  readonly modelAsked: string | null
  readonly modelServed: string | null
  readonly requestBytes: number
  readonly outcome: Outcome
  readonly usage: Pick<
    Usage,
    'source' | 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens' | 'outputTokens' | 'totalTokens'
  >
  readonly api: SimulatedApi
}

/** What a plan counts by: one subscription. The same object for all its calls. */
export interface SimulatedCaller {
  readonly subscriptionId: string
  readonly application: string
  /** `OpenAI API/2.3.0` */
  readonly api: string
}

export interface SimulatedApi {
  /** The newest first. */
  readonly prices?: ModelPriceRow[]
  readonly unpricedModels?: 'refuse' | 'pass'
}
