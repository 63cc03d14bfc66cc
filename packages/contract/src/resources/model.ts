import { z } from 'zod'
import { idSchema, managedFields, nameSchema, pageQuery, resourceFields, timeSchema } from './resource.ts'

/** A model of a provider: what it is called here, what it costs since when, and which plans may use it. */

const dollars = z.number().nonnegative().max(1_000_000).describe('US dollars for a million tokens')

export const modelPriceSchema = z.strictObject({
  from: timeSchema.describe('from when it holds, until the next one'),
  input: dollars,
  output: dollars,
  cachedInput: dollars.nullable().default(null).describe('null: as input'),
})

const presetRates = {
  input: dollars,
  output: dollars,
  cachedInput: dollars,
  cacheWrite: dollars.optional().describe('input that is written to a cache; left out: as input'),
}

const presetPriceSchema = z.object({
  from: timeSchema,
  ...presetRates,
  tiers: z
    .array(z.object({ above: z.int().nonnegative(), ...presetRates }))
    .optional()
    .describe('what all tokens of a call cost that has more input tokens than `above`; the largest first'),
})

const modelName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'has a space or a character in it that no request can name')

const modelFields = {
  model: modelName.describe('as the provider calls it: gpt-5.4'),
  alias: modelName.nullable().describe('another name for it, unique: callers need not learn the next version'),
  displayName: nameSchema,
  contextWindow: z.int().positive().nullable().describe('tokens'),
  prices: z.array(modelPriceSchema).max(200),
  planIds: z.array(idSchema).max(500).nullable().describe('plans that may use it; null: all'),
}

export const modelCreateSchema = z.strictObject({
  providerId: idSchema,
  ...modelFields,
  alias: modelFields.alias.default(null),
  displayName: modelFields.displayName.optional().describe('the name of the model, where it is left out'),
  contextWindow: modelFields.contextWindow.default(null),
  prices: modelFields.prices.default([]),
  planIds: modelFields.planIds.default(null),
})
export type ModelCreate = z.infer<typeof modelCreateSchema>

/** Whose model it is cannot be changed: make another one. */
export const modelUpdateSchema = z.strictObject(modelFields).partial()
export type ModelUpdate = z.infer<typeof modelUpdateSchema>

export const modelQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of its name, alias or display name'),
  providerId: idSchema.optional(),
})
export type ModelQuery = z.infer<typeof modelQuerySchema>

export const modelSchema = z.object({
  ...resourceFields,
  providerId: idSchema,
  ...modelFields,
  prices: modelFields.prices.describe('what was said here; the oldest first'),
  presetPrices: z
    .array(presetPriceSchema)
    .describe(
      'what is known of it without anybody having said it: holds until the first of `prices`; the oldest first',
    ),
  priceSource: z
    .enum(['own', 'preset'])
    .nullable()
    .describe('where the price comes from that holds now; null: it has none'),
  ...managedFields,
})
export type Model = z.infer<typeof modelSchema>
