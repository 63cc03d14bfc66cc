import { z } from 'zod'
import { providerTypes } from '../config-file.ts'
import { idSchema, managedFields, nameSchema, pageQuery, resourceFields } from './resource.ts'

/** Who answers the calls of an API, and what it speaks. Its addresses are the endpoints', its secrets are credentials. */

/** RFC 6901, at least one step deep: `/error/message`. */
const jsonPointer = z
  .string()
  .max(200)
  .regex(
    /^(\/([^~/\p{Cc}]|~[01])*)+$/u,
    'is no JSON pointer; write it such as /error/message, with ~1 for a slash and ~0 for a tilde in a name',
  )

/** Where a body says what; what is left out is found as the provider's type has it. */
const errorMapSchema = z
  .strictObject({
    message: jsonPointer.optional(),
    type: jsonPointer.optional(),
    code: jsonPointer.optional(),
    param: jsonPointer.optional(),
  })
  .describe('JSON pointers into the body of an error')

const usageExtractionSchema = z
  .strictObject({
    inputTokens: jsonPointer.optional(),
    cachedInputTokens: jsonPointer.optional(),
    cacheWriteTokens: jsonPointer.optional(),
    outputTokens: jsonPointer.optional(),
    reasoningTokens: jsonPointer.optional(),
  })
  .describe('JSON pointers into the body of an answer')

const providerFields = {
  name: nameSchema,
  type: z.enum(providerTypes).describe('openai: api.openai.com; openai-compatible: anything that speaks the same'),
  baseUrl: z
    .string()
    .min(1)
    .max(2_000)
    .nullable()
    .describe('where new endpoints begin; null: that of its type, or none'),
  dialects: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(20)
    .nullable()
    .describe('protocols that it speaks: openai-responses, openai-chat, openai-models; null: those of its type'),
  errorMap: errorMapSchema.nullable().describe('null: as its type has it'),
  usageExtraction: usageExtractionSchema.nullable().describe('null: as its protocols have it'),
}

export const providerCreateSchema = z.strictObject({
  ...providerFields,
  baseUrl: providerFields.baseUrl.default(null),
  dialects: providerFields.dialects.default(null),
  errorMap: providerFields.errorMap.default(null),
  usageExtraction: providerFields.usageExtraction.default(null),
})
export type ProviderCreate = z.infer<typeof providerCreateSchema>

export const providerUpdateSchema = z.strictObject(providerFields).partial()
export type ProviderUpdate = z.infer<typeof providerUpdateSchema>

export const providerQuerySchema = z.strictObject({
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of its name or base URL'),
})
export type ProviderQuery = z.infer<typeof providerQuerySchema>

export const providerSchema = z.object({
  ...resourceFields,
  ...providerFields,
  // Stored ones stay readable when a later version knows fewer.
  errorMap: z.record(z.string(), z.string()).nullable(),
  usageExtraction: z.record(z.string(), z.string()).nullable(),
  id: idSchema,
  ...managedFields,
})
export type Provider = z.infer<typeof providerSchema>
