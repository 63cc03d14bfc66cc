import { z } from 'zod'
import { guardrailFields } from '../../pipeline/guardrail.ts'
import { ruleNames } from './rules.ts'

const { name, jsonPath, showAssessment } = guardrailFields

export const promptInjectionConfig = z.strictObject({
  name,
  flow: z.literal('request').default('request').describe('only what goes to the provider is looked at'),
  jsonPath,
  showAssessment,
  lookAt: z
    .array(z.enum(['user', 'tool-output']))
    .min(1)
    .default(['user', 'tool-output'])
    .describe('user: what a user says, files that the agent quotes there among it; tool-output: what tools bring back'),
  threshold: z
    .number()
    .min(0.1)
    .max(5)
    .default(1)
    .describe('a text is refused where the weights of the rules that it hits close to each other add up to this'),
  off: z.array(z.enum(ruleNames)).default([]).describe('rules that do not count'),
})
export type PromptInjectionConfig = z.infer<typeof promptInjectionConfig>
