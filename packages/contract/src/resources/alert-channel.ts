import { z } from 'zod'
import { emailSchema } from './person.ts'
import { idSchema, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/** Where alerts about quotas go. Addresses and secrets go in and do not come out. */

export const alertChannelTypeSchema = z
  .enum(['webhook', 'slack', 'email'])
  .describe('webhook: JSON with a signature; slack: a webhook that takes {"text": …}; email: to these recipients')

const url = z
  .string()
  .min(1)
  .max(2_000)
  .describe('write-only, of webhook and slack: where the alert is sent by POST; only its origin is shown')

const secret = z
  .string()
  .min(16)
  .max(500)
  .describe(
    'write-only, of webhook: what `x-tollgate-signature` is made with; as long as a random one is, 32 letters or more',
  )

const recipients = z.array(emailSchema).max(20).describe('of email: who gets it')

export const alertChannelCreateSchema = z.strictObject({
  name: nameSchema,
  type: alertChannelTypeSchema,
  url: url.optional(),
  secret: secret.optional(),
  recipients: recipients.default([]),
  isEnabled: z.boolean().default(true),
})
export type AlertChannelCreate = z.infer<typeof alertChannelCreateSchema>

/** The type stays what it is. */
export const alertChannelUpdateSchema = z
  .strictObject({ name: nameSchema, url, secret, recipients, isEnabled: z.boolean() })
  .partial()
export type AlertChannelUpdate = z.infer<typeof alertChannelUpdateSchema>

export const alertChannelQuerySchema = z.strictObject(pageQuery)

export const alertChannelSchema = z.object({
  ...resourceFields,
  name: nameSchema,
  type: alertChannelTypeSchema,
  target: z.string().describe('the origin of its URL; empty for email'),
  recipients: z.array(z.string()),
  isEnabled: z.boolean().describe('false: nothing is sent to it'),
  lastSentAt: timeSchema.nullable(),
  lastFailedAt: timeSchema.nullable(),
  lastError: z.string().nullable().describe('why the last attempt failed; null: it did not'),
  waiting: z.int().nonnegative().describe('alerts that are still to be delivered'),
})
export type AlertChannel = z.infer<typeof alertChannelSchema>

export const alertChannelTestSchema = z.object({
  channelId: idSchema,
  ok: z.boolean(),
  problem: z.string().nullable().describe('why it was not taken'),
})
export type AlertChannelTest = z.infer<typeof alertChannelTestSchema>
