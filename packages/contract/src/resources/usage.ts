// Long because it is the whole of what is answered about usage.
import { z } from 'zod'
import { attemptSchema, outcomeSchema, usageSchema, verdictSchema } from '../usage-record.ts'
import { pageQuery, pageSchema, timeSchema } from './resource.ts'

/** Usage: who used which tokens for what. Times are RFC 3339 (UTC), money is in US dollars. */

export const usageDimensionSchema = z.enum([
  'application',
  'team',
  'costCentre',
  'person',
  'api',
  'plan',
  'provider',
  'model',
  'agent',
  'repository',
  'trigger',
  'outcome',
  'refusalCode',
])
export type UsageDimension = z.infer<typeof usageDimensionSchema>

const valuesMax = 50

/** Of one dimension; repeated in the address: `team=Payments&team=Search`. */
function valuesOf<Value extends z.ZodType<string>>(value: Value, description: string) {
  return z.array(value).max(valuesMax, `has more than ${valuesMax} values`).optional().describe(description)
}

const text = z
  .string()
  .max(300)
  .regex(/^[^\0]*$/, 'holds a character that nothing has')
const repeated = 'may be repeated; empty: calls that have none'

const filterFields = {
  application: valuesOf(text, `its id or name; ${repeated}`),
  team: valuesOf(text, `as the application's team was called at the time; ${repeated}`),
  costCentre: valuesOf(text, repeated),
  person: valuesOf(text, `an e-mail address; ${repeated}`),
  api: valuesOf(text, `its id, name or name/version; ${repeated}`),
  plan: valuesOf(text, `its name; ${repeated}`),
  provider: valuesOf(text, `its name; ${repeated}`),
  model: valuesOf(text, repeated),
  agent: valuesOf(text, `codex_exec, claude-code, gemini-cli, …; ${repeated}`),
  repository: valuesOf(text, `github.com/acme/shop; ${repeated}`),
  trigger: valuesOf(z.enum(['human', 'automation', '']), repeated),
  outcome: valuesOf(outcomeSchema, 'may be repeated'),
  refusalCode: valuesOf(text, repeated),
}

const momentSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'is no time: 2027-01-31 or 2027-01-31T12:00:00Z')
  .optional()

const periodFields = {
  from: momentSchema.describe('a day (UTC) or a time, included; preset: 7 days before `to`'),
  to: momentSchema.describe('a day (UTC) or a time, excluded; preset: now'),
}

const queryFields = { ...periodFields, ...filterFields }

export const usageQuerySchema = z.strictObject(queryFields)
export type UsageQueryInput = z.output<typeof usageQuerySchema>

export const usageSeriesQuerySchema = z.strictObject({
  ...queryFields,
  per: z.enum(['hour', 'day']).default('day').describe('days begin at midnight UTC'),
})

const top = z.coerce
  .number()
  .int()
  .min(1)
  .max(1_000)
  .default(20)
  .describe('rows at most; the others are added up in one')
const order = z.enum(['cost', 'totalTokens', 'calls', 'refused', 'failed']).default('totalTokens')

export const usageBreakdownQuerySchema = z.strictObject({
  ...queryFields,
  by: usageDimensionSchema,
  order: order.describe('what the largest are the largest in'),
  limit: top,
})

export const usageTopQuerySchema = z.strictObject({ ...queryFields, limit: top })

const requestFields = {
  conversation: text.optional(),
  keyId: text.optional(),
  status: z.coerce.number().int().min(100).max(599).optional().describe('what the client was answered'),
}

export const usageRequestsQuerySchema = z.strictObject({ ...queryFields, ...requestFields, ...pageQuery })
export type UsageRequestsQuery = z.output<typeof usageRequestsQuerySchema>

export const usageConversationsQuerySchema = z.strictObject({ ...queryFields, ...pageQuery })

/** Agents choose the ids of their conversations. */
export const usageConversationParamsSchema = z.strictObject({ id: z.string().min(1).max(200) })
export const usageConversationQuerySchema = z.strictObject({
  from: momentSchema.describe('preset: 30 days before `to`'),
  to: momentSchema.describe('preset: now'),
})

const format = z.enum(['csv', 'ndjson']).default('csv').describe('ndjson: an object of JSON a line')

export const usageRequestsExportQuerySchema = z.strictObject({ ...queryFields, ...requestFields, format })
export const usageBreakdownExportQuerySchema = z.strictObject({
  ...queryFields,
  ...{ by: usageDimensionSchema, order, format },
  and: usageDimensionSchema
    .optional()
    .describe('each of the largest by this one too, as the columns andValue and andName; 200 of them at most'),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
})

const count = z.int().nonnegative()
const dollars = z.number().nonnegative()

const amountFields = {
  calls: count,
  answered: count,
  refused: count,
  failed: count,
  cancelled: count,
  inputTokens: count.describe('with those from a cache'),
  cachedInputTokens: count,
  outputTokens: count.describe('with those of reasoning'),
  reasoningTokens: count,
  totalTokens: count,
  costUsd: dollars,
  savedUsd: dollars.describe('what input from a cache would have cost more without it'),
  unpricedCalls: count.describe('used something, and their model has no price: their cost is not in costUsd'),
  estimatedCalls: count.describe('whose tokens are our estimate, in part or whole'),
  policyHits: count.describe('policies that refused or changed something, or would have'),
}
export const usageAmountsSchema = z.object(amountFields)
export type UsageAmounts = z.infer<typeof usageAmountsSchema>

const periodSchema = z.object({ from: timeSchema, to: timeSchema })
const answeredPeriod = {
  from: timeSchema.describe('at the start of an hour'),
  to: timeSchema.describe('at the end of an hour'),
}

export const usageForecastSchema = z.object({
  monthEndsAt: timeSchema,
  calls: count,
  totalTokens: count,
  costUsd: dollars,
})

export const usageTotalsSchema = z.object({
  ...answeredPeriod,
  totals: usageAmountsSchema,
  before: periodSchema.extend({ totals: usageAmountsSchema }).describe('the period of the same length before it'),
  forecast: usageForecastSchema
    .nullable()
    .describe(
      'of this calendar month (UTC): what was used of it so far, and the mean of the last 7 days for what is left; null: nothing was used in them',
    ),
})
export type UsageTotalsView = z.infer<typeof usageTotalsSchema>

export const usageSeriesSchema = z.object({
  ...answeredPeriod,
  per: z.enum(['hour', 'day']),
  items: z.array(z.object({ at: timeSchema, ...amountFields })),
})

export const usageRowSchema = z.object({
  value: z.string().nullable().describe('of applications and APIs the id; null: calls that have none, or the rest'),
  name: z.string().nullable().describe('of applications and APIs as they are called now; else as `value`'),
  isRest: z.boolean().describe('what is beyond `limit`, added up'),
  ...amountFields,
})
export type UsageRow = z.infer<typeof usageRowSchema>

/** Of one value by a second dimension. */
export const usageCrossRowSchema = z.object({
  ...usageRowSchema.pick({ value: true, name: true }).shape,
  andValue: z.string().nullable(),
  andName: z.string().nullable(),
  isRest: z.boolean().describe('what of it is beyond `limit`, added up'),
  ...amountFields,
})
export type UsageCrossRow = z.infer<typeof usageCrossRowSchema>

const rows = z.array(usageRowSchema)
export const usageBreakdownSchema = z.object({
  ...answeredPeriod,
  by: usageDimensionSchema,
  totals: usageAmountsSchema,
  values: count.describe('how many there are of it, those beyond `limit` too; calls that have none are not one'),
  items: rows,
})

const latency = z.object({
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
})
export const usagePercentilesSchema = z.object({
  ...answeredPeriod,
  firstByteMs: latency.describe('to the first byte of the answer'),
  totalMs: latency,
  providerMs: latency.describe('of the attempts, to the head of the answer'),
  countedFrom: timeSchema.describe(
    'calls from here on are counted: with some filters only the newest are looked through',
  ),
})

const cacheFields = {
  inputTokens: count,
  cachedInputTokens: count,
  hitPercent: z.number().min(0).max(100).nullable().describe('of the input that came from a cache; null: no input'),
  savedUsd: dollars,
}
const cacheRow = z.object({ ...usageRowSchema.pick({ value: true, name: true, isRest: true }).shape, ...cacheFields })
export const usageCacheSchema = z.object({
  ...answeredPeriod,
  ...cacheFields,
  days: z.array(z.object({ at: timeSchema, ...cacheFields })),
  byModel: z.array(cacheRow),
  byAgent: z.array(cacheRow),
  byApplication: z.array(cacheRow),
})

export const usageGuardrailsSchema = z.object({
  ...answeredPeriod,
  policyHits: count.describe('in all'),
  days: z.array(z.object({ at: timeSchema, policyHits: count })),
  byPolicy: z.array(z.object({ policy: z.string(), verdict: z.string(), hits: count })),
})

export const usageRefusalsSchema = z.object({
  ...answeredPeriod,
  calls: count.describe('of any outcome'),
  count: count.describe('of the outcome in question'),
  percent: z.number().min(0).max(100),
  days: z.array(z.object({ at: timeSchema, count })),
  byCode: rows,
  byApplication: rows,
  byApi: rows,
  byModel: rows,
})

const attributionFields = {
  agent: z.string().nullable(),
  agentVersion: z.string().nullable(),
  conversation: z.string().nullable(),
  turn: z.string().nullable(),
  parentConversation: z.string().nullable(),
  subagent: z.string().nullable(),
  trigger: z.enum(['human', 'automation']).nullable(),
  purpose: z.string().nullable(),
  sandbox: z.string().nullable(),
  repository: z.string().nullable(),
  commit: z.string().nullable(),
  isDirty: z.boolean().nullable(),
}

export const usageRequestSchema = z.object({
  id: z.string(),
  at: timeSchema,
  outcome: outcomeSchema,
  status: z.int(),
  refusalCode: z.string().nullable(),
  refusalPolicy: z.string().nullable(),
  applicationId: z.string(),
  application: z.string().describe('as it was called at the time'),
  team: z.string().nullable(),
  costCentre: z.string().nullable(),
  person: z.string().nullable(),
  identity: z.enum(['verified', 'claimed', 'none']),
  keyId: z.string(),
  keyType: z.enum(['production', 'sandbox']),
  plan: z.string().nullable(),
  apiId: z.string(),
  api: z.string().describe('name/version'),
  provider: z.string(),
  protocol: z.string(),
  operation: z.string(),
  model: z.string().nullable(),
  isStream: z.boolean(),
  attempts: count,
  ...usageSchema.pick({
    inputTokens: true,
    cachedInputTokens: true,
    cacheWriteTokens: true,
    outputTokens: true,
    reasoningTokens: true,
    totalTokens: true,
  }).shape,
  isEstimated: z.boolean(),
  costUsd: dollars.nullable().describe('null: the model has no price, or nothing was used'),
  savedUsd: dollars,
  isUnpriced: z.boolean(),
  requestBytes: count,
  responseBytes: count,
  firstByteMs: z.number().nullable(),
  totalMs: z.number(),
  providerMs: z.number().nullable(),
  policyHits: z.array(z.object({ policy: z.string(), verdict: z.string() })),
  tools: z.record(z.string(), count).nullable().describe('how often the answer called which tools; null: none'),
  ...attributionFields,
})
export type UsageRequestView = z.infer<typeof usageRequestSchema>

export const usageRequestPageSchema = pageSchema(usageRequestSchema).extend({
  scannedTo: timeSchema.describe('how far back it was looked; a page may be short, or empty, while `next` goes on'),
})

export const usageTimelineEntrySchema = z.object({
  what: z.enum(['received', 'provider asked', 'provider answered', 'provider done', 'first byte', 'done']),
  atMs: z.number().nonnegative().describe('from the first byte of the request'),
  attempt: z.int().positive().nullable().describe('1: the first try'),
})

export const usageExchangeSchema = usageRequestSchema.extend({
  refusal: z.object({ code: z.string(), policy: z.string().nullable(), message: z.string() }).nullable(),
  modelAsked: z.string().nullable(),
  modelServed: z.string().nullable(),
  userAgent: z.string().nullable(),
  address: z.string(),
  gatewayId: z.string(),
  configVersion: z.int(),
  timeline: z.array(usageTimelineEntrySchema).describe('in the order of time'),
  verdicts: z.array(verdictSchema),
  tries: z
    .array(attemptSchema.extend({ startedAt: timeSchema }))
    .describe('one for each time that a provider was asked'),
  payload: z
    .object({
      capture: z.enum(['redacted', 'full']).describe('as it left for the provider, or as it came'),
      bytes: z.int(),
      body: z.string().nullable().describe('JSON; null: only those who may change the policies of the API see it'),
    })
    .nullable()
    .describe('the request, where the API keeps its last ones; null: it is not kept'),
})
export type UsageExchange = z.infer<typeof usageExchangeSchema>

export const usageConversationSchema = z.object({
  conversation: z.string(),
  agent: z.string().nullable(),
  person: z.string().nullable(),
  applicationId: z.string(),
  application: z.string().describe('as it is called now; the id of one that is gone'),
  repository: z.string().nullable(),
  firstAt: timeSchema,
  lastAt: timeSchema,
  turns: count,
  calls: count,
  totalTokens: count,
  costUsd: dollars,
})

export const usageConversationDetailSchema = z.object({
  conversation: z.string(),
  ...periodSchema.shape,
  parentConversations: z.array(z.string()).describe('that started it'),
  calls: count,
  totalTokens: count,
  costUsd: dollars,
  tools: z
    .array(z.object({ name: z.string(), calls: count }))
    .describe('that the model called, the most often called first'),
  subagents: z
    .array(z.object({ name: z.string(), calls: count, totalTokens: count, costUsd: dollars }))
    .describe('what was done by sub-agents of it, and is in its numbers'),
  isWhole: z.boolean().describe('false: it has more calls than are shown; these are the newest'),
  turns: z
    .array(
      z.object({
        turn: z.string().nullable().describe('null: calls that belong to no turn'),
        firstAt: timeSchema,
        lastAt: timeSchema,
        calls: count,
        totalTokens: count,
        costUsd: dollars,
        requests: z.array(usageRequestSchema),
      }),
    )
    .describe('the oldest first'),
})
