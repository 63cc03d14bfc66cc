import type { UsageTotals } from '../analytics-store.ts'
import type { UsageFacts } from '../usage-facts.ts'

/** What a store has to answer, added up from the calls themselves. */
export function addUp(all: readonly UsageFacts[]): UsageTotals {
  const sum = (amount: (facts: UsageFacts) => number) => all.reduce((before, facts) => before + amount(facts), 0)
  const count = (has: (facts: UsageFacts) => boolean) => sum((facts) => (has(facts) ? 1 : 0))
  return {
    calls: all.length,
    answered: count(({ outcome }) => outcome === 'answered'),
    refused: count(({ outcome }) => outcome === 'refused'),
    failed: count(({ outcome }) => outcome === 'failed'),
    cancelled: count(({ outcome }) => outcome === 'cancelled'),
    inputTokens: sum(({ usage }) => usage.inputTokens),
    cachedInputTokens: sum(({ usage }) => usage.cachedInputTokens),
    outputTokens: sum(({ usage }) => usage.outputTokens),
    reasoningTokens: sum(({ usage }) => usage.reasoningTokens),
    totalTokens: sum(({ usage }) => usage.totalTokens),
    cost: sum(({ cost }) => cost ?? 0),
    saved: sum(({ saved }) => saved),
    unpricedCalls: count(({ isUnpriced }) => isUnpriced),
    estimatedCalls: count(({ usage }) => usage.estimated),
    policyHits: sum(({ policyHits }) => policyHits.length),
  }
}
