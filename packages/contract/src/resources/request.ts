import { z } from 'zod'
import { keyFields } from './api-key.ts'
import { planLimitsSchema } from './limit.ts'
import { idSchema, resourceFields, timeSchema } from './resource.ts'
import { sentenceSchema } from './subscription.ts'

/** Something that a developer asks for and a publisher answers. */

export const requestKindSchema = z
  .enum(['subscribe', 'raise', 'model', 'key'])
  .describe(
    'subscribe: an API, or another plan for it (made by subscribing) · raise: higher limits for a while · model: a model that is not offered · key: a production key',
  )
export type RequestKind = z.infer<typeof requestKindSchema>

export const requestStateSchema = z.enum(['open', 'approved', 'refused', 'withdrawn'])
export type RequestState = z.infer<typeof requestStateSchema>

export const requestCreateSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('raise'),
    subscriptionId: idSchema,
    limits: planLimitsSchema.min(1).describe("in place of the plan's"),
    outputCap: z.int().positive().nullable().default(null),
    endsAt: timeSchema.describe('until when'),
    why: sentenceSchema,
  }),
  z.strictObject({
    kind: z.literal('model'),
    applicationId: idSchema,
    apiId: idSchema,
    model: z.string().trim().min(1).max(200),
    why: sentenceSchema,
  }),
  z.strictObject({
    kind: z.literal('key'),
    applicationId: idSchema,
    ...keyFields,
    why: sentenceSchema,
  }),
])
export type RequestCreate = z.infer<typeof requestCreateSchema>

export const requestApproveSchema = z.strictObject({
  answer: sentenceSchema.optional(),
  endsAt: timeSchema.optional().describe('of a raise: when it ends, instead of what was asked'),
})
export type RequestApprove = z.infer<typeof requestApproveSchema>

export const requestRefuseSchema = z.strictObject({ answer: sentenceSchema.describe('why not') })
export type RequestRefuse = z.infer<typeof requestRefuseSchema>

export const requestSchema = z.object({
  ...resourceFields,
  kind: requestKindSchema,
  personId: idSchema,
  personName: z.string(),
  applicationId: idSchema,
  applicationName: z.string(),
  apiId: idSchema.nullable(),
  apiName: z.string().nullable().describe('name/version'),
  planId: idSchema.nullable(),
  planName: z.string().nullable(),
  subscriptionId: idSchema.nullable(),
  details: z
    .record(z.string(), z.unknown())
    .describe('of a raise: limits, outputCap · model: model · key: its fields, keyId once made'),
  why: z.string(),
  state: requestStateSchema,
  answeredById: idSchema.nullable(),
  answer: z.string().nullable(),
  answeredAt: timeSchema.nullable(),
  endsAt: timeSchema.nullable().describe('of a raise'),
})
export type AccessRequest = z.infer<typeof requestSchema>
