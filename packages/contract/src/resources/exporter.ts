import { z } from 'zod'
import { exporterSettingsSchema } from './exporter-settings.ts'
import { idSchema, nameSchema, pageQuery, pageSchema, resourceFields, timeSchema } from './resource.ts'

/** Where usage is told of besides: one target, what has been delivered to it, and how it fares. Secrets go in and do not come out. */

const secret = z
  .string()
  .min(1)
  .max(10_000)
  .describe('write-only: what opens the target, or signs what it is sent, as its type says; its end is shown')

const isPaused = z.boolean().describe('true: nothing is sent until it is resumed; nothing is lost by it')

export const exporterCreateSchema = z.strictObject({
  name: nameSchema,
  settings: exporterSettingsSchema.describe('its type, and what that needs to be told'),
  secret: secret.optional(),
  isPaused: isPaused.default(false),
  startsAt: z
    .enum(['now', 'beginning'])
    .default('now')
    .describe('now: with the calls to come; beginning: with everything that is kept'),
})
export type ExporterCreate = z.infer<typeof exporterCreateSchema>

/** The type stays what it is; settings are given whole. A secret has to be given again where the address changes. */
export const exporterUpdateSchema = z
  .strictObject({ name: nameSchema, settings: exporterSettingsSchema, secret, isPaused })
  .partial()
export type ExporterUpdate = z.infer<typeof exporterUpdateSchema>

export const exporterQuerySchema = z.strictObject(pageQuery)

export const exporterStatusSchema = z.enum(['delivering', 'retrying', 'failing', 'paused'])

export const exporterSchema = z.object({
  ...resourceFields,
  name: nameSchema,
  type: z.string(),
  settings: exporterSettingsSchema,
  lastFour: z.string().nullable().describe('of the secret; empty where it is short, null: there is none'),
  isPaused,
  status: exporterStatusSchema.describe(
    'delivering; retrying: the target does not take it now; failing: it will not until somebody changes something; paused',
  ),
  lastError: z.string().nullable().describe('the last one, mended or not'),
  lastErrorAt: timeSchema.nullable(),
  lastDeliveryAt: timeSchema.nullable(),
  lagRecords: z
    .int()
    .nonnegative()
    .nullable()
    .describe('records of the ledger that it has not passed; null: the store of usage does not answer'),
  lagSeconds: z.int().nonnegative().nullable().describe('age of the oldest call that is still to be delivered'),
  deadLetters: z.int().nonnegative().describe('calls that the target will never take as they are'),
})
export type Exporter = z.infer<typeof exporterSchema>

export const exporterTestSchema = z.object({
  exporterId: idSchema,
  ok: z.boolean(),
  problem: z.string().nullable().describe('why it was not taken'),
})
export type ExporterTest = z.infer<typeof exporterTestSchema>

export const exporterReplaySchema = z.strictObject({
  since: timeSchema
    .nullable()
    .describe('calls from then on are sent again, those that are kept; null: everything that is kept'),
})
export type ExporterReplay = z.infer<typeof exporterReplaySchema>

export const deadLetterQuerySchema = z.strictObject({
  limit: pageQuery.limit,
  after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
})

export const deadLetterSchema = z.object({
  number: z.int().positive().describe('its place in the ledger'),
  requestId: z.string(),
  reason: z.string().describe('what the target said'),
  at: timeSchema.describe('when it was given up'),
  isQueued: z.boolean().describe('it is to be sent again'),
})
export type DeadLetter = z.infer<typeof deadLetterSchema>

export const deadLetterPageSchema = pageSchema(deadLetterSchema)

export const deadLetterQueueSchema = z.strictObject({
  requestIds: z.array(z.string().min(1).max(200)).min(1).max(200).optional().describe('these; left out: all of them'),
})
export type DeadLetterQueue = z.infer<typeof deadLetterQueueSchema>

export const deadLettersQueuedSchema = z.object({ exporterId: idSchema, queued: z.int().nonnegative() })
export type DeadLettersQueued = z.infer<typeof deadLettersQueuedSchema>
