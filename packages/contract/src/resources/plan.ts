import { z } from 'zod'
import { limitMetricSchema } from '../limits.ts'
import { idSchema, managedFields, nameSchema, resourceFields } from './resource.ts'

/** What a subscription may use: limits by period, reserved before a call and settled after it. */

export const planLimitSchema = z.strictObject({
  metric: limitMetricSchema,
  limit: z.int().nonnegative().describe('in the unit of the metric; 0 refuses every call'),
  per: z
    .string()
    .regex(/^([1-9][0-9]{0,3} )?(minute|hour|day|week|month)s?$/)
    .describe('minute, hour, day, week or month, or n of them: "5 minutes"'),
})
export type PlanLimit = z.infer<typeof planLimitSchema>

const planFields = {
  name: nameSchema,
  description: z.string().max(2_000),
  limits: z.array(planLimitSchema).max(20),
  outputCap: z.int().positive().nullable().describe('output tokens that one call is assumed to need at most'),
  models: z.array(z.string().min(1).max(200)).max(500).nullable().describe('models that it allows; null: all'),
  approval: z.enum(['automatic', 'manual']).describe('manual: a subscription waits until a publisher approves it'),
  audienceTeamIds: z.array(idSchema).max(500).nullable().describe('teams that may choose it; null: everybody'),
}

export const planCreateSchema = z.strictObject({
  ...planFields,
  description: planFields.description.default(''),
  limits: planFields.limits.default([]),
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
