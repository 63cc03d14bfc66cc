import { z } from 'zod'
import { limitFields, limitPresets, planLimitsSchema } from './limit.ts'
import { idSchema, managedFields, nameSchema, resourceFields } from './resource.ts'

/** What a subscription may use: limits by period, reserved before a call and settled after it. */

const planFields = {
  name: nameSchema,
  description: z.string().max(2_000),
  limits: planLimitsSchema,
  ...limitFields,
  concurrency: limitFields.concurrency.describe('calls of one subscription that may be open at once; null: any number'),
  outputCap: z.int().positive().nullable().describe('output tokens that one call is assumed to need at most'),
  models: z.array(z.string().min(1).max(200)).max(500).nullable().describe('models that it allows; null: all'),
  approval: z.enum(['automatic', 'manual']).describe('manual: a subscription waits until a publisher approves it'),
  audienceTeamIds: z.array(idSchema).max(500).nullable().describe('teams that may choose it; null: everybody'),
}

export const planCreateSchema = z.strictObject({
  ...planFields,
  description: planFields.description.default(''),
  limits: planFields.limits.default([]),
  concurrency: planFields.concurrency.default(limitPresets.concurrency),
  stopOnQuotaReach: planFields.stopOnQuotaReach.default(limitPresets.stopOnQuotaReach),
  warnAt: planFields.warnAt.default(limitPresets.warnAt),
  outputCap: planFields.outputCap.default(null),
  models: planFields.models.default(null),
  approval: planFields.approval.default('automatic'),
  audienceTeamIds: planFields.audienceTeamIds.default(null),
})
export type PlanCreate = z.infer<typeof planCreateSchema>

export const planUpdateSchema = z.strictObject(planFields).partial()
export type PlanUpdate = z.infer<typeof planUpdateSchema>

export const planSchema = z.object({ ...resourceFields, ...planFields, ...managedFields })
export type Plan = z.infer<typeof planSchema>
