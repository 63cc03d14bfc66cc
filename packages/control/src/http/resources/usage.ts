// Long because it has every route about usage.
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import {
  usageBreakdownExportQuerySchema,
  usageBreakdownQuerySchema,
  usageBreakdownSchema,
  usageCacheSchema,
  usageConversationDetailSchema,
  usageConversationParamsSchema,
  usageConversationQuerySchema,
  usageConversationSchema,
  usageConversationsQuerySchema,
  usageCrossRowSchema,
  usageExchangeSchema,
  usageGuardrailsSchema,
  usagePercentilesSchema,
  usageQuerySchema,
  usageRefusalsSchema,
  usageRequestPageSchema,
  usageRequestSchema,
  usageRequestsExportQuerySchema,
  usageRequestsQuerySchema,
  usageRowSchema,
  usageSeriesQuerySchema,
  usageSeriesSchema,
  usageTopQuerySchema,
  usageTotalsSchema,
} from '@tollgate/contract/resources/usage'
import { usagePoliciesSchema, usageProvidersSchema } from '@tollgate/contract/resources/usage-health'
import { crossBreakdown, usageBreakdown } from '../../services/usage/breakdown.ts'
import { cacheHealth } from '../../services/usage/cache.ts'
import { usageConversation } from '../../services/usage/conversation.ts'
import { usageConversations } from '../../services/usage/conversations.ts'
import { usageExchange } from '../../services/usage/exchange.ts'
import { exportRequests } from '../../services/usage/export-requests.ts'
import { guardrailHits } from '../../services/usage/guardrails.ts'
import { usageOutcomes } from '../../services/usage/outcomes.ts'
import { usagePercentiles } from '../../services/usage/percentiles.ts'
import { policyWork } from '../../services/usage/policy-work.ts'
import { providerHealth } from '../../services/usage/provider-health.ts'
import { usageRequests } from '../../services/usage/requests.ts'
import { usageSeries } from '../../services/usage/series.ts'
import { usageTotals } from '../../services/usage/totals.ts'
import { shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'
import { exchangeView } from './usage-exchange-view.ts'
import { usageFile } from './usage-file.ts'
import {
  cacheReportView,
  conversationDetailView,
  conversationView,
  guardrailsView,
  outcomesView,
  percentilesView,
  totalsView,
} from './usage-report-views.ts'
import { amountsView, crossRowView, periodView, requestView, rowView } from './usage-view.ts'

/** Who sees which of it: services/usage/visible-usage.ts. */
const common = { method: 'get', tag: 'Usage', access: 'signed-in' } as const
const fileTypes = ['text/csv', 'application/x-ndjson']

export const usageRoutes: readonly Route[] = [
  route({
    ...common,
    path: '/usage/totals',
    operationId: 'getUsageTotals',
    summary: 'What was used, what was used in the period before, and what the month will come to',
    query: usageQuerySchema,
    answer: usageTotalsSchema,
    run: async (verb, { query }) => totalsView(await usageTotals(verb, query)),
  }),
  route({
    ...common,
    path: '/usage/series',
    operationId: 'getUsageSeries',
    summary: 'What was used hour by hour, or day by day',
    query: usageSeriesQuerySchema,
    answer: usageSeriesSchema,
    run: async (verb, { query: asked }) => {
      const { query, items } = await usageSeries(verb, asked)
      const shown = items.map(({ at, ...totals }) => ({ at: shownTime(at), ...amountsView(totals) }))
      return { ...periodView(query), per: asked.per, items: shown }
    },
  }),
  route({
    ...common,
    path: '/usage/breakdown',
    operationId: 'getUsageBreakdown',
    summary: 'What was used by whom, by what, or for what: the largest first',
    query: usageBreakdownQuerySchema,
    answer: usageBreakdownSchema,
    run: async (verb, { query: asked }) => {
      const { query, totals, values, rows } = await usageBreakdown(verb, asked)
      return { ...periodView(query), by: asked.by, totals: amountsView(totals), values, items: rows.map(rowView) }
    },
  }),
  route({
    ...common,
    path: '/usage/percentiles',
    operationId: 'getUsagePercentiles',
    summary: 'How long calls took; within 5 %',
    query: usageQuerySchema,
    answer: usagePercentilesSchema,
    run: async (verb, { query }) => percentilesView(await usagePercentiles(verb, query)),
  }),
  route({
    ...common,
    path: '/usage/cache',
    operationId: 'getUsageCache',
    summary: "How much of the input came from providers' caches, and what that saved",
    query: usageTopQuerySchema,
    answer: usageCacheSchema,
    run: async (verb, { query }) => cacheReportView(await cacheHealth(verb, query)),
  }),
  route({
    ...common,
    path: '/usage/guardrails',
    operationId: 'getUsageGuardrails',
    summary: 'What policies refused or changed, or would have',
    query: usageQuerySchema,
    answer: usageGuardrailsSchema,
    run: async (verb, { query }) => guardrailsView(await guardrailHits(verb, query)),
  }),
  route({
    ...common,
    path: '/usage/policies',
    operationId: 'getUsagePolicies',
    summary: 'What each policy did on each API, and calls without a verdict',
    query: usageQuerySchema,
    answer: usagePoliciesSchema,
    run: async (verb, { query: asked }) => {
      const { query, countedFrom, ...work } = await policyWork(verb, asked)
      return { ...periodView(query), countedFrom: shownTime(countedFrom), ...work }
    },
  }),
  route({
    ...common,
    path: '/usage/providers',
    operationId: 'getUsageProviders',
    summary: 'How providers and their endpoints answered, and whose the trouble is',
    query: usageQuerySchema,
    answer: usageProvidersSchema,
    run: async (verb, { query: asked }) => {
      const { query, countedFrom, calls, items } = await providerHealth(verb, asked)
      return { ...periodView(query), countedFrom: shownTime(countedFrom), calls, items: [...items] }
    },
  }),
  route({
    ...common,
    path: '/usage/refusals',
    operationId: 'getUsageRefusals',
    summary: 'What was refused, why, and whose it was',
    query: usageTopQuerySchema,
    answer: usageRefusalsSchema,
    run: async (verb, { query }) => outcomesView(await usageOutcomes(verb, query, 'refused')),
  }),
  route({
    ...common,
    path: '/usage/errors',
    operationId: 'getUsageErrors',
    summary: 'What failed, why, and whose it was',
    query: usageTopQuerySchema,
    answer: usageRefusalsSchema,
    run: async (verb, { query }) => outcomesView(await usageOutcomes(verb, query, 'failed')),
  }),
  route({
    ...common,
    path: '/usage/requests',
    operationId: 'listUsageRequests',
    summary: 'The log of calls, the newest first',
    query: usageRequestsQuerySchema,
    answer: usageRequestPageSchema,
    run: async (verb, { query }) => {
      const { items, cursor, scannedTo } = await usageRequests(verb, query)
      return { items: items.map(requestView), next: cursor, scannedTo: shownTime(scannedTo) }
    },
  }),
  route({
    ...common,
    path: '/usage/requests/{id}',
    operationId: 'getUsageRequest',
    summary: 'One call in full: its phases, verdicts, tries, usage, cost and where it came from',
    params: idParamsSchema,
    answer: usageExchangeSchema,
    run: async (verb, { params }) => exchangeView(await usageExchange(verb, params.id)),
  }),
  route({
    ...common,
    path: '/usage/conversations',
    operationId: 'listUsageConversations',
    summary: 'Threads of agents with what they cost, the one that was last heard of first',
    query: usageConversationsQuerySchema,
    answer: pageSchema(usageConversationSchema),
    run: async (verb, { query }) => {
      const { items, next } = await usageConversations(verb, query)
      return { items: items.map(conversationView), next }
    },
  }),
  route({
    ...common,
    path: '/usage/conversations/{id}',
    operationId: 'getUsageConversation',
    summary: 'One thread of an agent, turn by turn',
    params: usageConversationParamsSchema,
    query: usageConversationQuerySchema,
    answer: usageConversationDetailSchema,
    run: async (verb, { params, query }) => conversationDetailView(await usageConversation(verb, params.id, query)),
  }),
  route({
    ...common,
    path: '/usage/export/requests',
    operationId: 'exportUsageRequests',
    summary: 'The log of calls as a file',
    query: usageRequestsExportQuerySchema,
    download: fileTypes,
    run: async (verb, { query: { format, ...asked } }) => {
      const columns = Object.keys(usageRequestSchema.shape)
      return usageFile(viewed(await exportRequests(verb, asked)), { name: 'usage-requests', format, columns })
    },
  }),
  route({
    ...common,
    path: '/usage/export/breakdown',
    operationId: 'exportUsageBreakdown',
    summary: 'A breakdown as a file',
    query: usageBreakdownExportQuerySchema,
    download: fileTypes,
    run: async (verb, { query: { format, and, ...asked } }) => {
      if (and !== undefined) {
        const columns = Object.keys(usageCrossRowSchema.shape)
        const pages = crossPages(await crossBreakdown(verb, { ...asked, and }))
        return usageFile(pages, { name: `usage-by-${asked.by}-and-${and}`, format, columns })
      }
      const { rows } = await usageBreakdown(verb, asked)
      const columns = Object.keys(usageRowSchema.shape)
      return usageFile(atOnce(rows.map(rowView)), { name: `usage-by-${asked.by}`, format, columns })
    },
  }),
]

async function* crossPages(pages: Awaited<ReturnType<typeof crossBreakdown>>) {
  for await (const page of pages) yield page.map(crossRowView)
}

async function* viewed(pages: Awaited<ReturnType<typeof exportRequests>>) {
  for await (const page of pages) yield page.map(requestView)
}

async function* atOnce<Row>(rows: readonly Row[]) {
  yield rows
}
