import { z } from 'zod'
import { jsonSchemaProblem } from '../../json-schema/json-schema.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'

/** Of a schema that is written as a text. */
const schemaCharactersMax = 100_000

export const jsonSchemaConfig = z.strictObject({
  ...guardrailFields,
  schema: z
    .union([z.record(z.string(), z.json()), z.string().max(schemaCharactersMax)])
    .refine((schema) => jsonSchemaProblem(schema) === undefined, { error: ({ input }) => jsonSchemaProblem(input) })
    .describe('a JSON Schema (2020-12, or draft 4, 6 or 7) for an object, as an object or as JSON in a text'),
  invert: z
    .boolean()
    .default(false)
    .describe('false: refuse what has no JSON object that is valid; true: refuse what has one'),
})
export type JsonSchemaConfig = z.infer<typeof jsonSchemaConfig>
