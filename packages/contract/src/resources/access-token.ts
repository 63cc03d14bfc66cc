import { z } from 'zod'
import { idSchema, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/** What a machine of a person presents instead of a log-in: it may do what the person may, or only read. */

export const accessTokenCreateSchema = z.strictObject({
  name: nameSchema.describe('where it is used: "laptop", "CI of payments"'),
  expiresInDays: z.int().min(1).max(365).default(90),
  readOnly: z.boolean().default(false).describe('it may look at everything that you may, and change nothing'),
})
export type AccessTokenCreate = z.infer<typeof accessTokenCreateSchema>

export const accessTokenQuerySchema = z.strictObject({
  ...pageQuery,
  personId: idSchema.optional().describe("somebody else's; needs people:manage"),
})
export type AccessTokenQuery = z.infer<typeof accessTokenQuerySchema>

export const accessTokenSchema = z.object({
  ...resourceFields,
  personId: idSchema,
  name: z.string(),
  lastFour: z.string(),
  readOnly: z.boolean(),
  expiresAt: timeSchema.nullable(),
  isExpired: z.boolean(),
  lastUsedAt: timeSchema.nullable().describe('to the minute'),
})
export type AccessToken = z.infer<typeof accessTokenSchema>

export const accessTokenMadeSchema = z.object({
  ...accessTokenSchema.shape,
  token: z.string().describe('shown now and never again: Authorization: Bearer tgp_…'),
})
export type AccessTokenMade = z.infer<typeof accessTokenMadeSchema>
