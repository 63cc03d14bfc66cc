import { z } from 'zod'
import { apiStateSchema } from '../snapshot.ts'
import { planSchema } from './plan.ts'
import { idSchema, nameSchema, timeSchema } from './resource.ts'

/** An API as those who use it find it: published, and visible to them. */

const catalogueFields = {
  id: idSchema,
  name: nameSchema,
  version: z.string(),
  isDefaultVersion: z.boolean(),
  state: apiStateSchema.describe('deprecated and blocked ones are shown to those who have a subscription'),
  description: z.string(),
  tags: z.array(z.string()),
  path: z.string().describe('base path at a gateway: context and version'),
  defaultPath: z.string().nullable().describe('the context alone, where this is the default version'),
  environmentIds: z.array(idSchema).describe('where it is deployed; GET /connection says how each is reached'),
  provider: z.string().describe('who answers'),
  keyHeader: z.string().nullable(),
  dialects: z.array(z.string()).describe('protocols that it speaks: openai-responses, openai-chat, openai-models'),
  models: z
    .array(
      z.object({
        ...{ id: z.string(), displayName: z.string(), contextWindow: z.int().nullable() },
        price: z
          .object({ input: z.number(), cachedInput: z.number(), output: z.number() })
          .nullable()
          .describe('US dollars for a million tokens, as they hold now for short prompts; null: not known'),
      }),
    )
    .describe('that are known here; empty: ask GET {path}/models'),
  isSubscribed: z.boolean().describe('one of your applications, or of your teams, has a subscription'),
  updatedAt: timeSchema,
}

export const catalogueItemSchema = z.object(catalogueFields)
export type CatalogueItem = z.infer<typeof catalogueItemSchema>

export const cataloguePlanSchema = planSchema.pick({
  id: true,
  name: true,
  description: true,
  limits: true,
  outputCap: true,
  models: true,
  approval: true,
})

export const catalogueEntrySchema = z.object({
  ...catalogueFields,
  docs: z.string().describe('Markdown'),
  guardrails: z
    .array(
      z.object({
        id: z.string(),
        policy: z.string(),
        says: z.string().describe('what it does, in a sentence'),
        mode: z.enum(['enforce', 'observe']),
        isConditional: z.boolean().describe('it acts on some calls only'),
      }),
    )
    .describe('what acts on calls, in the order in which it does; those of the whole organisation first'),
  plans: z.array(cataloguePlanSchema).describe('that you may choose'),
})
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>
