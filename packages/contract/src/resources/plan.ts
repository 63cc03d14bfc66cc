import { z } from 'zod'
import { limitMetricSchema } from '../limits.ts'
import { idSchema, managedFields, nameSchema, resourceFields } from './resource.ts'

/** What a subscription may use: limits by period, reserved before a call and settled after it. */

export const planLimitSchema = z
  .strictObject({
    metric: limitMetricSchema,
    limit: z
      .number()
      .nonnegative()
      .max(1_000_000_000_000)
      .describe('requests or tokens, whole; of cost US dollars; 0 refuses every call'),
    per: z
      .string()
      .regex(/^([1-9][0-9]{0,3} )?(second|minute|hour|day|week|month)s?$/)
      .describe('one of second, minute, hour, day, week, month, or n of them: "5 minutes"'),
    window: z.enum(['calendar', 'rolling']).optional().describe('rolling: the time before now; left out: the calendar'),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'is no time zone, such as Europe/Berlin')
      .optional()
      .describe('whose calendar it is; left out: UTC'),
  })
  .superRefine((limit, issues) => {
    if (limit.metric !== 'cost' && !Number.isInteger(limit.limit))
      issues.addIssue({ code: 'custom', path: ['limit'], message: 'is no whole number; only cost may have a fraction' })
    if (limit.window === 'rolling' && /second/.test(limit.per))
      issues.addIssue({
        code: 'custom',
        path: ['window'],
        message: 'a window of seconds cannot be rolling: take minutes',
      })
    if (limit.window === 'rolling' && limit.timeZone !== undefined)
      issues.addIssue({ code: 'custom', path: ['timeZone'], message: 'a rolling window has no calendar: leave it out' })
  })
export type PlanLimit = z.infer<typeof planLimitSchema>

/** Two limits of one metric in the same window would be one counter with two bounds. */
export const planLimitsSchema = z
  .array(planLimitSchema)
  .max(20)
  .superRefine((limits, issues) => {
    const seen = new Set<string>()
    for (const [index, { metric, per, window, timeZone }] of limits.entries()) {
      const counted = [metric, per.replace(/^1 /, '').replace(/s$/, ''), window ?? 'calendar', timeZone ?? 'UTC'].join(
        ' ',
      )
      if (seen.has(counted))
        issues.addIssue({
          code: 'custom',
          path: [index],
          message: 'limits what another limit of this plan limits already',
        })
      seen.add(counted)
    }
  })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const planFields = {
  name: nameSchema,
  description: z.string().max(2_000),
  limits: planLimitsSchema,
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
