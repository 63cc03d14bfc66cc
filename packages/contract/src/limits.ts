import { z } from 'zod'

/** Limits as rows of a snapshot (snapshot.ts): what plans and quotas have in common, quotas, and rules that refuse whatever the plan. */

const id = z.string().min(1)

export const limitMetricSchema = z.enum(['requests', 'total-tokens', 'input-tokens', 'output-tokens', 'cost'])
export type LimitMetric = z.infer<typeof limitMetricSchema>

/** How much of one metric in how long. What is optional is left out by rows that are older. */
export const limitSchema = z.object({
  metric: limitMetricSchema,
  /** In the unit of the metric, for `cost` in micro-dollars; 0 refuses every call. */
  limit: z.int().nonnegative(),
  count: z.int().positive(),
  unit: z.enum(['second', 'minute', 'hour', 'day', 'week', 'month']),
  /** `rolling`: the time before now. Left out: `calendar`. */
  window: z.enum(['calendar', 'rolling']).optional(),
  /** IANA name of the zone whose calendar it is; left out: UTC. */
  timeZone: z.string().optional(),
  /** Counted, shown and warned of, never refused. */
  isSoft: z.boolean().optional(),
})
export type LimitRow = z.infer<typeof limitSchema>

export const quotaScopeSchema = z.enum([
  'organisation',
  'team',
  'person',
  'application',
  'key',
  'api',
  'model',
  'endpoint',
])
export type QuotaScope = z.infer<typeof quotaScopeSchema>

/** Limits beside those of the plans: on all calls of a team, a person, a model, … whatever the subscription. */
export const quotaRowSchema = z.object({
  kind: z.literal('quota'),
  id,
  name: z.string(),
  scope: quotaScopeSchema,
  /** Whose: an id; of a person the e-mail address, of a model its name. null: each one by itself, or the organisation as a whole. */
  subject: z.string().nullable(),
  limits: z.array(limitSchema),
  concurrencyMax: z.int().positive().nullable(),
  /** When it was last given back whole, Unix milliseconds: what was counted before counts no more. null: never. */
  resetAt: z.int().nullable(),
})
export type QuotaRow = z.infer<typeof quotaRowSchema>

/** Calls that are refused whatever their plan: those that match every part that is not null. */
export const denyRuleRowSchema = z.object({
  kind: z.literal('deny-rule'),
  id,
  name: z.string(),
  apiId: id.nullable(),
  applicationId: id.nullable(),
  /** E-mail address. */
  person: z.string().nullable(),
  /** Addresses or CIDR ranges. */
  addresses: z.array(z.string()).nullable(),
  /** True: the addresses are those that may call, and every other one is refused. */
  isInverted: z.boolean(),
})
export type DenyRuleRow = z.infer<typeof denyRuleRowSchema>
