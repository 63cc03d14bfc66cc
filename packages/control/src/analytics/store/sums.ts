import type { UsageTotals } from '../analytics-store.ts'
import type { UsageFacts } from '../usage-facts.ts'
import { number, type SqlRow } from './sql.ts'

/** What is summed in every rollup, with its columns. */
export const sums = [
  ['calls', 'calls'],
  ['answered', 'answered'],
  ['refused', 'refused'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['inputTokens', 'input_tokens'],
  ['cachedInputTokens', 'cached_input_tokens'],
  ['outputTokens', 'output_tokens'],
  ['reasoningTokens', 'reasoning_tokens'],
  ['totalTokens', 'total_tokens'],
  ['cost', 'cost'],
  ['saved', 'saved'],
  ['unpricedCalls', 'unpriced_calls'],
  ['estimatedCalls', 'estimated_calls'],
  ['policyHits', 'policy_hits'],
] as const satisfies readonly (readonly [keyof UsageTotals, string])[]

export const sumColumns = sums.map(([, column]) => column)

/** In the order of `sums`. */
export function sumsOf(facts: UsageFacts): number[] {
  const { usage, outcome } = facts
  return [
    1,
    ...(['answered', 'refused', 'failed', 'cancelled'] as const).map((one) => (one === outcome ? 1 : 0)),
    ...[usage.inputTokens, usage.cachedInputTokens, usage.outputTokens, usage.reasoningTokens, usage.totalTokens],
    ...[facts.cost ?? 0, facts.saved, facts.isUnpriced ? 1 : 0, usage.estimated ? 1 : 0, facts.policyHits.length],
  ]
}

export function totalsOf(row: SqlRow | undefined): UsageTotals {
  const of = (column: string) => number(row, column)
  return {
    ...{ calls: of('calls'), answered: of('answered'), refused: of('refused') },
    ...{ failed: of('failed'), cancelled: of('cancelled'), inputTokens: of('input_tokens') },
    ...{ cachedInputTokens: of('cached_input_tokens'), outputTokens: of('output_tokens') },
    ...{ reasoningTokens: of('reasoning_tokens'), totalTokens: of('total_tokens'), cost: of('cost') },
    ...{ saved: of('saved'), unpricedCalls: of('unpriced_calls'), estimatedCalls: of('estimated_calls') },
    policyHits: of('policy_hits'),
  }
}
