import { z } from 'zod'
import { idSchema, managedFields, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/**
 * The secret that opens a provider. A thing of its own, so that rotating it edits no API. The secret goes in and never comes out, and
 * it is sent to one origin only.
 */

const secret = z
  .string()
  .min(1)
  .max(8_000)
  .describe('write-only; spaces, a line break at its end and a pasted "Bearer " are taken off')

const origin = z
  .string()
  .min(1)
  .max(2_000)
  .describe('the only origin that it is sent to: https://api.openai.com; another one needs the secret again')

const header = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9-]+$/, 'is no name of a header: letters, digits and hyphens')
  .nullable()
  .describe('the header that carries it as it is; null: Authorization: Bearer')

export const credentialCreateSchema = z.strictObject({
  providerId: idSchema,
  name: nameSchema,
  secret,
  origin,
  header: header.default(null),
})
export type CredentialCreate = z.infer<typeof credentialCreateSchema>

/** `secret` is needed where the origin becomes another one, or where the header becomes `Authorization` or stops to be it. */
export const credentialUpdateSchema = z.strictObject({ name: nameSchema, secret, origin, header }).partial()
export type CredentialUpdate = z.infer<typeof credentialUpdateSchema>

export const credentialRotateSchema = z.strictObject({
  secret,
  activate: z.boolean().default(true).describe('false: it is kept as the next one, until it is activated'),
})
export type CredentialRotate = z.infer<typeof credentialRotateSchema>

export const credentialQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of its name or origin'),
  providerId: idSchema.optional(),
})
export type CredentialQuery = z.infer<typeof credentialQuerySchema>

export const credentialUseSchema = z.object({
  apiId: idSchema,
  apiName: z.string().describe('name/version'),
  endpointId: idSchema,
  endpointName: z.string(),
  isDeployed: z.boolean().describe('calls go out with it now; false: with the next deployment'),
})

export const credentialSchema = z.object({
  ...resourceFields,
  providerId: idSchema,
  name: nameSchema,
  origin,
  header,
  lastFour: z.string().describe('the end of the secret; empty where it is too short to show any of it'),
  rotatedAt: timeSchema.describe('since when this secret is the active one'),
  ageDays: z.int().nonnegative().describe('of the active secret'),
  hasNext: z.boolean().describe('a next secret waits to be activated'),
  usedBy: z.array(credentialUseSchema),
  ...managedFields,
})
export type Credential = z.infer<typeof credentialSchema>
