import { z } from 'zod'
import { limitMetricSchema } from '../limits.ts'
import { planCreateSchema } from './plan.ts'
import { idSchema, timeSchema } from './resource.ts'

/** What limits would have done to the calls of the last days: who would have been refused, when, and by which of them. */

const { limits, concurrency, outputCap, models, stopOnQuotaReach } = planCreateSchema.shape

export const planSimulationCreateSchema = z.strictObject({
  ...{ limits, concurrency, outputCap, models, stopOnQuotaReach },
  days: z.int().min(1).max(31).default(7).describe('how far back, from now on'),
  planId: idSchema.optional().describe('only calls that were made under the plan of this name'),
  apiId: idSchema.optional().describe('only calls of this API'),
  applicationId: idSchema.optional().describe('only calls of this application'),
})
export type PlanSimulationCreate = z.infer<typeof planSimulationCreateSchema>

const count = z.int().nonnegative()
const dollars = z.number().nonnegative()

export const simulatedLimitSchema = z.object({
  metric: z.enum([...limitMetricSchema.options, 'concurrency']),
  per: z.string().nullable().describe('null: of concurrency'),
  limit: z.number().nonnegative().describe('of cost: US dollars'),
  isSoft: z.boolean(),
  refused: count.describe('calls that this limit was in the way of'),
  passedBeyond: count.describe('of a soft limit: calls that a hard one would have refused'),
  peakUsed: z.number().nonnegative().describe('the most that was used in one window; of cost: US dollars'),
  peakPercent: z.number().nonnegative().nullable().describe('null: of a limit of 0'),
  peakAt: timeSchema.nullable(),
})
export type SimulatedLimit = z.infer<typeof simulatedLimitSchema>

export const simulatedSubscriptionSchema = z.object({
  subscriptionId: z.string(),
  application: z.string(),
  api: z.string().describe('name/version'),
  calls: count,
  refused: count,
  refusedForModel: count.describe('whatever was left: a model that is not allowed, or one without a price'),
  firstRefusedAt: timeSchema.nullable(),
  firstRefusal: z.string().nullable().describe('what the first of them would have read'),
  limits: z.array(simulatedLimitSchema),
  people: z.array(z.object({ person: z.string().nullable(), calls: count, refused: count })).describe('the first 10'),
})
export type SimulatedSubscription = z.infer<typeof simulatedSubscriptionSchema>

export const planSimulationSchema = z.object({
  from: timeSchema.describe('calls from here on; later than asked where there are more calls than are played at once'),
  to: timeSchema,
  isCut: z.boolean().describe('true: only the newest calls are played'),
  calls: count,
  refused: count,
  costUsd: dollars.describe('of those that would have got through'),
  leftOut: z.object({
    withoutPlan: count.describe('of keys for tests, and lists of models'),
    refusedOtherwise: count.describe('refused at the time, and not by limits'),
    refusedThen: count.describe('refused by limits at the time: they are played, and count as nothing used'),
  }),
  subscriptionsCount: count,
  subscriptions: z.array(simulatedSubscriptionSchema).describe('the first 50, the most refused first'),
})
export type PlanSimulation = z.infer<typeof planSimulationSchema>
