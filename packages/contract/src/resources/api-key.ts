import { z } from 'zod'
import { importedKeyLengthMin } from '../api-key.ts'
import { idSchema, managedFields, nameSchema, resourceFields, timeSchema } from './resource.ts'

/** What an agent presents. The key itself is shown once, when it is made; what is kept of it is a digest. */

export const keyTypeSchema = z.enum(['production', 'sandbox']).describe("decides which of an API's endpoints answers")

const allowedAddressesSchema = z
  .array(z.string().trim().min(1).max(64))
  .max(100)
  .describe('addresses or CIDR ranges that may use it (10.0.0.0/8, 2001:db8::1); empty: any')

const allowedReferrersSchema = z
  .array(
    z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[\x21-\x7e]+$/, 'has a space or a character that no address has in it'),
  )
  .max(50)
  .describe('Referer headers that may use it, with * for any run of characters (*.example.com/*); empty: any')

const expiresInDaysSchema = z.int().min(1).max(3_650)

const expiryFields = {
  expiresAt: timeSchema.nullable().optional().describe('null: never; left out: the longest that is allowed'),
  expiresInDays: expiresInDaysSchema.optional().describe('instead of expiresAt'),
}

/** What may be said of a key that is asked for, and of one that is made. */
export const keyFields = {
  name: nameSchema,
  ...expiryFields,
  personId: idSchema
    .nullable()
    .optional()
    .describe('who stands behind its calls; left out: you; null: nobody, on shared and service applications'),
  environmentId: idSchema.nullable().default(null).describe('works there only; null: in every environment'),
  allowedAddresses: allowedAddressesSchema.default([]),
  allowedReferrers: allowedReferrersSchema.default([]),
}

export const keyCreateSchema = z.strictObject({
  ...keyFields,
  type: keyTypeSchema.default('production'),
  value: z
    .string()
    .min(importedKeyLengthMin)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'has a space or a character that cannot stand in a header')
    .optional()
    .describe('a key that agents have already, from another gateway; needs applications:manage'),
})
export type KeyCreate = z.infer<typeof keyCreateSchema>

export const keyUpdateSchema = z
  .strictObject({
    name: nameSchema,
    expiresAt: timeSchema.nullable(),
    allowedAddresses: allowedAddressesSchema,
    allowedReferrers: allowedReferrersSchema,
  })
  .partial()
export type KeyUpdate = z.infer<typeof keyUpdateSchema>

export const keyRotateSchema = z.strictObject({
  overlapMinutes: z
    .int()
    .min(0)
    .max(43_200)
    .default(60)
    .describe('how long the old key works beside the new one; 0: not at all'),
  ...expiryFields,
})
export type KeyRotate = z.infer<typeof keyRotateSchema>

export const testKeyCreateSchema = z.strictObject({
  name: nameSchema.optional(),
  type: keyTypeSchema.default('production'),
  expiresInMinutes: z.int().min(1).max(1_440).default(60),
})
export type TestKeyCreate = z.infer<typeof testKeyCreateSchema>

export const keyStateSchema = z.enum(['active', 'expired', 'revoked'])
export type KeyState = z.infer<typeof keyStateSchema>

export const keySchema = z.object({
  ...resourceFields,
  applicationId: idSchema,
  applicationName: z.string(),
  personId: idSchema.nullable(),
  personName: z.string().nullable(),
  environmentId: idSchema.nullable(),
  name: z.string(),
  type: keyTypeSchema,
  lastFour: z.string().describe('the end of the key; empty where only its hash is known'),
  state: keyStateSchema,
  expiresAt: timeSchema.nullable(),
  allowedAddresses: z.array(z.string()),
  allowedReferrers: z.array(z.string()),
  rotatedFromId: idSchema.nullable(),
  lastUsedAt: timeSchema.nullable(),
  testApiId: idSchema.nullable().describe('a test key: it opens this API alone, before it is published too'),
  ...managedFields,
})
export type Key = z.infer<typeof keySchema>

export const keyMadeSchema = z.object({
  ...keySchema.shape,
  key: z.string().nullable().describe('shown now and never again; null for one that was imported'),
})
export type KeyMade = z.infer<typeof keyMadeSchema>
