import { z } from 'zod'
import { quotaScopeSchema } from '../limits.ts'
import { limitFields, limitPresets, planLimitsSchema } from './limit.ts'
import { managedFields, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/** Limits and budgets beside those of the plans: on all calls of a team, a person, an application, a model, … */

const quotaFields = {
  name: nameSchema,
  scope: quotaScopeSchema.describe('what it counts by; organisation: all calls together'),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .nullable()
    .describe(
      'whose: the id or the name of a team, an application or an API (name/version), the e-mail of a person, the name of a model, the id of a key or an endpoint; null: each one by itself',
    ),
  limits: planLimitsSchema,
  ...limitFields,
}

export const quotaCreateSchema = z.strictObject({
  ...quotaFields,
  subject: quotaFields.subject.default(null),
  limits: quotaFields.limits.default([]),
  concurrency: quotaFields.concurrency.default(limitPresets.concurrency),
  stopOnQuotaReach: quotaFields.stopOnQuotaReach.default(limitPresets.stopOnQuotaReach),
  warnAt: quotaFields.warnAt.default(limitPresets.warnAt),
})
export type QuotaCreate = z.infer<typeof quotaCreateSchema>

/** Whom it is for cannot be changed: make another one. */
export const quotaUpdateSchema = z.strictObject(quotaFields).omit({ scope: true, subject: true }).partial()
export type QuotaUpdate = z.infer<typeof quotaUpdateSchema>

export const quotaQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of the name'),
  scope: quotaScopeSchema.optional(),
})
export type QuotaQuery = z.infer<typeof quotaQuerySchema>

export const quotaSchema = z.object({
  ...resourceFields,
  ...quotaFields,
  subject: quotaFields.subject.describe('in words; null: each one by itself'),
  subjectId: z
    .string()
    .nullable()
    .describe('by which it is counted: an id, of a person the e-mail address, of a model its name'),
  resetAt: timeSchema.nullable().describe('when it was last given back whole; null: never'),
  ...managedFields,
})
export type Quota = z.infer<typeof quotaSchema>
