import type { ApiRow, PlanRow } from '@tollgate/contract/snapshot'
import type { Usage, UsageRecord } from '@tollgate/contract/usage-record'
import type { Exchange, Settlement } from '../pipeline/exchange.ts'
import { costOf, costWithSavings, dearestPrice, findPrice, type Price } from '../pricing/price.ts'
import { noUsage } from '../usage/normalise.ts'
import type { CallLimit } from './call-limits.ts'

type Metric = CallLimit['metric']

/** What amounts are made of: an exchange, or a call that is played again. */
export interface CountedCall extends Pick<Exchange, 'at' | 'modelAsked' | 'modelServed' | 'requestBytes'> {
  readonly api: Pick<ApiRow, 'prices' | 'unpricedModels'>
}

interface Used extends Pick<Settlement, 'outcome'> {
  readonly usage: Pick<
    Usage,
    'source' | 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens' | 'outputTokens' | 'totalTokens'
  >
}

const bytesPerToken = 4
/** Codex states no maximum; a plan may set its own. */
const outputTokensAssumed = 16_000

/** What the call may use. Without reading the body: its length tells the input, and the plan's cap the output. */
export function expectedAmount(metric: Metric, x: CountedCall, plan: Pick<PlanRow, 'outputTokensMax'> | null): number {
  const { inputTokens, outputTokens } = expectedTokens(x, plan)
  switch (metric) {
    case 'concurrency':
    case 'requests':
      return 1
    case 'input-tokens':
      return inputTokens
    case 'output-tokens':
      return outputTokens
    case 'total-tokens':
      return inputTokens + outputTokens
    case 'cost': {
      const price = findPrice(x.api, x.modelAsked, x.at) ?? dearestPrice(x.api, x.at)
      return price === undefined
        ? 0
        : costOf(price, { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens })
    }
  }
}

/** The record of a call of which nothing more was heard. */
export function expectedUsage(x: Exchange): Usage {
  const { inputTokens, outputTokens } = expectedTokens(x, x.caller.plan)
  const totalTokens = inputTokens + outputTokens
  return { ...noUsage, inputTokens, outputTokens, totalTokens, estimated: true, source: 'estimate' }
}

function expectedTokens({ requestBytes }: CountedCall, plan: Pick<PlanRow, 'outputTokensMax'> | null) {
  return {
    inputTokens: Math.ceil(requestBytes / bytesPerToken),
    outputTokens: plan?.outputTokensMax ?? outputTokensAssumed,
  }
}

/** What it did use. A call that was refused, or that no provider worked on, costs nothing. */
export function usedAmount(metric: Metric, x: CountedCall, { outcome, usage }: Used): number {
  switch (metric) {
    case 'concurrency':
      return 0
    case 'requests':
      return outcome === 'answered' || usage.source !== 'none' ? 1 : 0
    case 'input-tokens':
      return usage.inputTokens
    case 'output-tokens':
      return usage.outputTokens
    case 'total-tokens':
      return usage.totalTokens
    case 'cost': {
      const price = priceOf(x)
      return price === undefined ? 0 : costOf(price, usage)
    }
  }
}

/** At what price a call is counted: that of the model that answered, or else of the one that was asked. */
export function priceOf({ api, modelServed, modelAsked, at }: CountedCall): Price | undefined {
  return findPrice(api, modelServed, at) ?? findPrice(api, modelAsked, at)
}

/** What the ledger says of the money. */
export function moneyOf(x: CountedCall, usage: Usage): Pick<UsageRecord, 'cost' | 'unpriced'> {
  if (usage.totalTokens === 0) return { cost: null, unpriced: false }
  const price = priceOf(x)
  return price === undefined ? { cost: null, unpriced: true } : { cost: costWithSavings(price, usage), unpriced: false }
}
