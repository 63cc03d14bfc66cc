import { z } from 'zod'
import { linearPatternProblem } from '../../guardrail-parts/linear-pattern-problem.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'

export const regexConfig = z.strictObject({
  ...guardrailFields,
  regex: z
    .string()
    .min(1)
    .refine((pattern) => linearPatternProblem(pattern) === undefined, {
      error: ({ input }) => linearPatternProblem(String(input)),
    })
    .describe("the pattern, in RE2's syntax, which runs in linear time: no look-around, no back-references"),
  invert: z
    .boolean()
    .default(false)
    .describe('false: refuse what does not have the pattern anywhere; true: refuse what has it'),
})
export type RegexConfig = z.infer<typeof regexConfig>
