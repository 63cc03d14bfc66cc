import type {
  BreakdownOptions,
  BreakdownRow,
  Dimension,
  Filters,
  Latency,
  UsageQuery,
  UsageTotals,
} from '../analytics-store.ts'
import { dimensionValues } from '../dimension-values.ts'
import type { UsageFacts } from '../usage-facts.ts'

const stepMs = { hour: 3_600_000, day: 86_400_000 } as const

/** Every answer added up anew from all calls: what a store says is compared with it. Its time is not rounded. */
export class AddedUp {
  private readonly found: readonly UsageFacts[]
  private readonly query: UsageQuery

  constructor(all: readonly UsageFacts[], query: UsageQuery) {
    this.found = all.filter((facts) => isMeant(query, facts))
    this.query = query
  }

  totals(): UsageTotals {
    return addUp(this.found)
  }

  series(per: 'hour' | 'day'): (UsageTotals & { readonly at: number })[] {
    const { from, to } = this.query
    const step = stepMs[per]
    const first = Math.floor(from / step)
    const groups = Map.groupBy(this.found, ({ at }) => Math.floor(at / step))
    return Array.from({ length: Math.ceil(to / step) - first }, (_, index) => {
      return { at: (first + index) * step, ...addUp(groups.get(first + index) ?? []) }
    })
  }

  /** Of rows with the same sum any may be shown first. */
  breakdown(by: Dimension, { order, limit }: BreakdownOptions): BreakdownRow[] {
    const groups = Map.groupBy(this.found, (facts) => dimensionValues(facts)[by])
    const rows = [...groups].map(([value, facts]) => ({
      value,
      isRest: false,
      values: countOf(value),
      ...addUp(facts),
    }))
    const sorted = rows.toSorted((one, other) => other[order] - one[order] || other.calls - one.calls)
    const shown = sorted.slice(0, limit)
    const beyond = sorted.slice(limit)
    if (beyond.length === 0) return shown
    const rest = beyond.flatMap(({ value }) => groups.get(value) ?? [])
    const values = beyond.reduce((sum, { value }) => sum + countOf(value), 0)
    return [...shown, { value: null, isRest: true, values, ...addUp(rest) }]
  }

  percentiles(latency: Latency, percents: readonly number[]): (number | null)[] {
    const sorted = this.found.flatMap((facts) => facts[latency] ?? []).toSorted((one, other) => one - other)
    return percents.map((percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null)
  }
}

function countOf(value: string | null): number {
  return value === null ? 0 : 1
}

function isMeant({ organisationId, from, to, filters, visible }: UsageQuery, facts: UsageFacts): boolean {
  const isThere = facts.organisationId === organisationId && facts.at >= from && facts.at < to
  return isThere && passes(filters, facts) && (visible === undefined || visible.some((one) => passes(one, facts)))
}

function passes(filters: Filters, facts: UsageFacts): boolean {
  const values = dimensionValues(facts)
  return Object.entries(filters).every(
    ([dimension, wanted]) => wanted === undefined || wanted.includes(values[dimension as Dimension]),
  )
}

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
