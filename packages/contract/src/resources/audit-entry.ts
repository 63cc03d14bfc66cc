import { z } from 'zod'
import { pageQuery, timeSchema } from './resource.ts'

/** What was done here, by whom, from where, and what it changed. Every entry's hash covers the one before. */

const shownRecordSchema = z.record(z.string(), z.unknown()).nullable()

export const auditEntrySchema = z.object({
  id: z.string(),
  version: z.int().describe('of the store: one more with every change'),
  at: timeSchema,
  actor: z.object({
    kind: z.enum(['person', 'token', 'file', 'system', 'anonymous']),
    id: z.string().nullable().describe('the person, also where a token of theirs did it'),
    name: z.string(),
  }),
  verb: z.string().describe('plan.create'),
  changes: z.array(
    z.object({
      kind: z.string(),
      id: z.string(),
      before: shownRecordSchema.describe('without secrets; null: it was made'),
      after: shownRecordSchema.describe('without secrets; null: it is gone'),
    }),
  ),
  changeCount: z.int().describe('how many there were; `changes` holds the first of them'),
  from: z.string().describe('an address, a file, the machine itself'),
  requestId: z.string().nullable(),
  hash: z.string().describe('SHA-256 over the hash before and this entry, hex'),
})
export type AuditEntryView = z.infer<typeof auditEntrySchema>

export const auditQuerySchema = z.strictObject({
  ...pageQuery,
  actorId: z.string().max(100).optional().describe('what this person did, also by token'),
  verb: z.string().max(100).optional().describe('plan.create'),
  objectId: z.string().max(100).optional().describe('what was done to this'),
})

export const auditVerificationSchema = z.object({
  isWhole: z.boolean(),
  brokenAt: z
    .string()
    .nullable()
    .describe(
      "the first entry that does not follow from the one before; the organisation's own id: the newest are missing",
    ),
})
export type AuditVerification = z.infer<typeof auditVerificationSchema>
