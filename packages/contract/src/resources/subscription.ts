import { z } from 'zod'
import { limitFields, planLimitsSchema } from './limit.ts'
import { idSchema, managedFields, resourceFields, timeSchema } from './resource.ts'

/** That an application may use an API, on a plan. There is one at most for each application and API. */

export const subscriptionStateSchema = z
  .enum(['pending', 'active', 'blocked', 'refused'])
  .describe('pending: waits for a publisher; refused: may be asked for again')
export type SubscriptionState = z.infer<typeof subscriptionStateSchema>

export const sentenceSchema = z.string().trim().min(1).max(1_000)

export const subscriptionCreateSchema = z.strictObject({
  apiId: idSchema,
  planId: idSchema.optional().describe('may be left out where only one is offered'),
  why: sentenceSchema.optional().describe('for whoever approves it, where the plan asks for that'),
})
export type SubscriptionCreate = z.infer<typeof subscriptionCreateSchema>

/** By a developer where the new plan asks for approval: the old plan stays until a publisher approves. */
export const subscriptionUpdateSchema = z.strictObject({
  planId: idSchema,
  why: sentenceSchema.optional(),
})
export type SubscriptionUpdate = z.infer<typeof subscriptionUpdateSchema>

export const subscriptionOverridesSchema = z.strictObject({
  limits: planLimitsSchema.describe("instead of the plan's; none: no limit"),
  concurrency: limitFields.concurrency.default(null).describe("calls that may be open at once; null: the plan's"),
  outputCap: z.int().positive().nullable().default(null).describe("null: the plan's"),
  endsAt: timeSchema.nullable().default(null).describe('null: until somebody ends it'),
})
export type SubscriptionOverridesInput = z.infer<typeof subscriptionOverridesSchema>

export const subscriptionApproveSchema = z.strictObject({ answer: sentenceSchema.optional() })
export const subscriptionRefuseSchema = z.strictObject({ answer: sentenceSchema.describe('why not') })

export const subscriptionSchema = z.object({
  ...resourceFields,
  applicationId: idSchema,
  applicationName: z.string(),
  apiId: idSchema,
  apiName: z.string().describe('name/version'),
  planId: idSchema.nullable(),
  planName: z.string().nullable(),
  state: subscriptionStateSchema,
  overrides: z
    .object({
      limits: planLimitsSchema,
      concurrency: z.int().nullable(),
      outputCap: z.int().nullable(),
      endsAt: timeSchema.nullable(),
    })
    .nullable(),
  quotaResetAt: timeSchema.nullable().describe('when what it had used was last given back whole; null: never'),
  requestId: idSchema.nullable().describe('the open request for it, or for another plan'),
  ...managedFields,
})
export type Subscription = z.infer<typeof subscriptionSchema>
