import { z } from 'zod'
import { limitMetricSchema, quotaScopeSchema } from '../limits.ts'
import { idSchema, timeSchema } from './resource.ts'

/** How limits stand now: what is used of them, and what is left. */

export const limitStateSchema = z.object({
  scope: z.enum(['plan', ...quotaScopeSchema.options]),
  ownerId: idSchema.describe('of the subscription whose plan it is, or of the quota'),
  ownerName: z.string().describe('of the plan, or of the quota'),
  subject: z.string().describe('of a quota: whose share it is; empty: a plan, or the whole organisation'),
  subjectName: z.string().describe('the same in words: "shop at OpenAI API/2.3.0", a team, a person, a model'),
  metric: z.enum([...limitMetricSchema.options, 'concurrency']),
  per: z.string().nullable().describe('minute, hour, day, week, month, or n of them; null: of concurrency'),
  window: z.enum(['calendar', 'rolling']).nullable(),
  timeZone: z.string().nullable().describe('null: UTC'),
  isSoft: z.boolean().describe('counted and warned of, never refused'),
  limit: z.int().nonnegative().describe('of cost: micro-dollars'),
  used: z.int().nonnegative(),
  reserved: z.int().nonnegative().describe('set aside for calls that are open'),
  remaining: z.int().nonnegative(),
  usedPercent: z.number().nonnegative().describe('may be more than 100: a call is counted in full'),
  resetsAt: timeSchema.nullable().describe('null: nothing is used'),
  asOf: timeSchema.nullable().describe('when a gateway last said so; null: none has, for nothing was used'),
})
export type LimitState = z.infer<typeof limitStateSchema>

export const quotaStateSchema = z.object({ items: z.array(limitStateSchema) })
export type QuotaState = z.infer<typeof quotaStateSchema>
