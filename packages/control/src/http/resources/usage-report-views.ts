import type {
  UsageTotalsView,
  usageCacheSchema,
  usageConversationDetailSchema,
  usageConversationSchema,
  usageGuardrailsSchema,
  usagePercentilesSchema,
  usageRefusalsSchema,
} from '@tollgate/contract/resources/usage'
import type { z } from 'zod'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import type { NamedRow } from '../../services/usage/breakdown.ts'
import type { CacheHealth } from '../../services/usage/cache.ts'
import type { Conversation } from '../../services/usage/conversation.ts'
import type { NamedConversation } from '../../services/usage/conversations.ts'
import type { GuardrailHits } from '../../services/usage/guardrails.ts'
import type { OutcomeReport } from '../../services/usage/outcomes.ts'
import type { PercentileReport, ShownLatencies } from '../../services/usage/percentiles.ts'
import type { ComparedTotals } from '../../services/usage/totals.ts'
import { shownTime } from '../resource-view.ts'
import { amountsView, cacheView, dollars, percentOf, periodView, requestView, rowView } from './usage-view.ts'

export function totalsView({ query, totals, before, forecast }: ComparedTotals): UsageTotalsView {
  return {
    ...periodView(query),
    totals: amountsView(totals),
    before: { ...periodView(before), totals: amountsView(before.totals) },
    forecast:
      forecast === null
        ? null
        : {
            monthEndsAt: shownTime(forecast.monthEndsAt),
            ...{ calls: forecast.calls, totalTokens: forecast.totalTokens, costUsd: dollars(forecast.cost) },
          },
  }
}

export function percentilesView({
  query,
  firstByteMs,
  totalMs,
  providerMs,
  countedFrom,
}: PercentileReport): z.input<typeof usagePercentilesSchema> {
  return {
    ...periodView(query),
    firstByteMs: latencyView(firstByteMs),
    totalMs: latencyView(totalMs),
    providerMs: latencyView(providerMs),
    countedFrom: shownTime(countedFrom),
  }
}

/** In the order of `shownPercents`. */
function latencyView([p50 = null, p90 = null, p95 = null, p99 = null]: ShownLatencies[keyof ShownLatencies]) {
  return { p50, p90, p95, p99 }
}

export function cacheReportView(health: CacheHealth): z.input<typeof usageCacheSchema> {
  const row = ({ value, name, isRest, ...totals }: NamedRow) => ({ value, name, isRest, ...cacheView(totals) })
  return {
    ...periodView(health.query),
    ...cacheView(health.totals),
    days: health.days.map(({ at, ...totals }) => ({ at: shownTime(at), ...cacheView(totals) })),
    byModel: health.byModel.map(row),
    byAgent: health.byAgent.map(row),
    byApplication: health.byApplication.map(row),
  }
}

export function guardrailsView(hits: GuardrailHits): z.input<typeof usageGuardrailsSchema> {
  return {
    ...periodView(hits.query),
    policyHits: hits.policyHits,
    days: hits.days.map(({ at, policyHits }) => ({ at: shownTime(at), policyHits })),
    byPolicy: hits.byPolicy.map((one) => ({ ...one })),
  }
}

export function outcomesView(report: OutcomeReport): z.input<typeof usageRefusalsSchema> {
  const { query, calls, count, days, byCode, byApplication, byApi, byModel } = report
  return {
    ...periodView(query),
    ...{ calls, count, percent: percentOf(count, calls) },
    days: days.map((day) => ({ at: shownTime(day.at), count: day.count })),
    byCode: byCode.map(rowView),
    byApplication: byApplication.map(rowView),
    byApi: byApi.map(rowView),
    byModel: byModel.map(rowView),
  }
}

export function conversationView(row: NamedConversation): z.input<typeof usageConversationSchema> {
  const { conversation, agent, person, repository, turns, calls, totalTokens } = row
  return {
    ...{ conversation, agent, person, repository, turns, calls, totalTokens },
    ...{ applicationId: row.application, application: row.applicationName },
    ...{ firstAt: shownTime(row.firstAt), lastAt: shownTime(row.lastAt), costUsd: dollars(row.cost) },
  }
}

export function conversationDetailView(found: Conversation): z.input<typeof usageConversationDetailSchema> {
  const { conversation, calls, turns, tools, subagents, isWhole } = found
  const parents = calls.flatMap(({ parentConversation }) => parentConversation ?? [])
  return {
    conversation,
    ...periodView(found),
    parentConversations: [...new Set(parents)],
    ...sumsView(calls),
    tools: [...tools],
    subagents: subagents.map(({ name, calls: own }) => ({ name, ...sumsView(own) })),
    isWhole,
    turns: turns.map(({ turn, calls: ofTurn }) => ({
      turn,
      firstAt: shownTime(ofTurn.at(0)?.at ?? found.from),
      lastAt: shownTime(ofTurn.at(-1)?.at ?? found.from),
      ...sumsView(ofTurn),
      requests: ofTurn.map(requestView),
    })),
  }
}

function sumsView(calls: readonly UsageFacts[]) {
  return {
    calls: calls.length,
    totalTokens: calls.reduce((sum, { usage }) => sum + usage.totalTokens, 0),
    costUsd: dollars(calls.reduce((sum, { cost }) => sum + (cost ?? 0), 0)),
  }
}
