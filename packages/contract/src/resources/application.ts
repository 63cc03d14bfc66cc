import { z } from 'zod'
import { idSchema, managedFields, nameSchema, resourceFields, timeSchema } from './resource.ts'

/** What keys and subscriptions belong to: a program, a team's agents, or one person's own. */

export const applicationKindSchema = z
  .enum(['personal', 'shared', 'service'])
  .describe(
    "personal: one person's alone, everyone has one · shared: its team's, with a key for each person · service: a machine's",
  )
export type ApplicationKind = z.infer<typeof applicationKindSchema>

const costCentreSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .nullable()
  .describe("who pays, instead of the team's cost centre; needs applications:manage, or to own the team")

export const applicationCreateSchema = z.strictObject({
  name: nameSchema,
  kind: z.enum(['shared', 'service']).default('shared').describe('a personal one is there from the start'),
  teamId: idSchema.nullable().default(null).describe('whose people manage it together; null: you alone'),
  costCentre: costCentreSchema.default(null),
})
export type ApplicationCreate = z.infer<typeof applicationCreateSchema>

/** Team and owner are changed by POST /applications/{id}/transfer. */
export const applicationUpdateSchema = z
  .strictObject({
    name: nameSchema,
    kind: z.enum(['shared', 'service']),
    costCentre: costCentreSchema,
  })
  .partial()
export type ApplicationUpdate = z.infer<typeof applicationUpdateSchema>

export const applicationTransferSchema = z.strictObject({
  teamId: idSchema.describe(
    'the team that it is from now on; a personal one becomes shared, and its person gets a new one',
  ),
})
export type ApplicationTransfer = z.infer<typeof applicationTransferSchema>

export const applicationSchema = z.object({
  ...resourceFields,
  name: z.string(),
  kind: applicationKindSchema,
  teamId: idSchema.nullable(),
  teamName: z.string().nullable(),
  ownerId: idSchema.nullable(),
  ownerName: z.string().nullable(),
  costCentre: z.string().nullable().describe("null: the team's"),
  keyCount: z.int().nonnegative().describe('that work now'),
  subscriptionCount: z.int().nonnegative().describe('but those that were declined'),
  lastUsedAt: timeSchema.nullable().describe('by one of the keys that it has; null: never'),
  ...managedFields,
})
export type Application = z.infer<typeof applicationSchema>
