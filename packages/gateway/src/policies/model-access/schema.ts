import { z } from 'zod'
import { modelRules } from './model-rules.ts'

const model = z.string().trim().min(1).max(200)
const models = z.array(model).max(1_000)

export const modelAccessConfig = z
  .strictObject({
    allow: models
      .optional()
      .describe('models that may be used, `*` for any characters, spelt exactly; left out: all but those of `deny`'),
    deny: models.optional().describe('models that may not be used, `*` for any characters, however they are spelt'),
    aliases: z
      .record(model, model)
      .optional()
      .describe('a model that is asked for, `*` for any characters, and the one that is used in its place'),
  })
  .superRefine((config, context) => {
    if (config.allow === undefined && config.deny === undefined && config.aliases === undefined)
      context.addIssue({ code: 'custom', message: 'say at least one of `allow`, `deny` and `aliases`' })
    const rules = modelRules(config)
    for (const [asked, served] of Object.entries(config.aliases ?? {})) {
      const problem = served.includes('*')
        ? `the model that takes the place of ${asked} must be one model, without \`*\``
        : rules.serve(served) === undefined
          ? `${asked} is to become ${served}, which this policy does not allow`
          : undefined
      if (problem !== undefined) context.addIssue({ code: 'custom', path: ['aliases', asked], message: problem })
    }
  })
export type ModelAccessConfig = z.infer<typeof modelAccessConfig>
