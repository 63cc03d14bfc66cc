import { z } from 'zod'
import { configFileSchema } from '../config-file.ts'

/** Config as code: a whole document in, what it changes out. The same verbs and checks as everywhere else stand behind it. */

export const configurationApplySchema = z.strictObject({
  document: configFileSchema.describe('the content of a tollgate.yaml'),
  secrets: z
    .record(z.string(), z.string())
    .default({})
    .describe("the texts behind the document's secret references, by path: apis[0].endpoints.production.credential"),
  prune: z.boolean().default(false).describe('what the document does not name goes, as far as it can declare it'),
  dryRun: z.boolean().default(false).describe('changes nothing; answers what it would change'),
})
export type ConfigurationApply = z.infer<typeof configurationApplySchema>

export const configurationChangeSchema = z.object({
  action: z.enum(['create', 'update', 'delete']),
  kind: z.string().describe('plan, API, endpoint …'),
  name: z.string(),
  fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
})
export type ConfigurationChange = z.infer<typeof configurationChangeSchema>

export const configurationAppliedSchema = z.object({
  applied: z.boolean().describe('false: a dry run, or nothing to change'),
  changes: z.array(configurationChangeSchema),
})
export type ConfigurationApplied = z.infer<typeof configurationAppliedSchema>

export const configurationSchema = z.object({
  document: z.record(z.string(), z.unknown()).describe('as apply takes it; secrets as { stored: NAME } or hashes only'),
})
