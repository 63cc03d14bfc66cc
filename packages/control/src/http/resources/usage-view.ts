import type { UsageAmounts, UsageCrossRow, UsageRequestView, UsageRow } from '@tollgate/contract/resources/usage'
import type { UsageQuery, UsageTotals } from '../../analytics/analytics-store.ts'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import type { CrossRow, NamedRow } from '../../services/usage/breakdown.ts'
import { shownTime } from '../resource-view.ts'

const microDollars = 1_000_000

export function dollars(micro: number): number
export function dollars(micro: number | null): number | null
export function dollars(micro: number | null): number | null {
  return micro === null ? null : micro / microDollars
}

export function periodView({ from, to }: Pick<UsageQuery, 'from' | 'to'>) {
  return { from: shownTime(from), to: shownTime(to) }
}

export function amountsView(totals: UsageTotals): UsageAmounts {
  const { calls, answered, refused, failed, cancelled, cost, saved, unpricedCalls, estimatedCalls, policyHits } = totals
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens, totalTokens } = totals
  return {
    ...{ calls, answered, refused, failed, cancelled },
    ...{ inputTokens, cachedInputTokens, outputTokens, reasoningTokens, totalTokens },
    ...{ costUsd: dollars(cost), savedUsd: dollars(saved), unpricedCalls, estimatedCalls, policyHits },
  }
}

export function rowView({ value, name, isRest, ...totals }: NamedRow): UsageRow {
  return { value, name, isRest, ...amountsView(totals) }
}

export function crossRowView({ row, and }: CrossRow): UsageCrossRow {
  const { value, name } = row
  return { value, name, andValue: and.value, andName: and.name, isRest: and.isRest, ...amountsView(and) }
}

export function cacheView({ inputTokens, cachedInputTokens, saved }: UsageTotals) {
  return {
    ...{ inputTokens, cachedInputTokens, savedUsd: dollars(saved) },
    hitPercent: inputTokens === 0 ? null : percentOf(cachedInputTokens, inputTokens),
  }
}

/** With one digit behind the point. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, Math.round((part / whole) * 1_000) / 10)
}

export function requestView(facts: UsageFacts): UsageRequestView {
  const { at, usage, cost, saved, organisationId: _, gatewayId: __, policyHits, ...shown } = facts
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens, totalTokens } = usage
  return {
    ...shown,
    at: shownTime(at),
    ...{ inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens, totalTokens },
    ...{ isEstimated: usage.estimated, costUsd: dollars(cost), savedUsd: dollars(saved) },
    policyHits: policyHits.map(({ policy, verdict }) => ({ policy, verdict })),
  }
}
