import { z } from 'zod'
import { linearPatternProblem } from '../../guardrail-parts/linear-pattern-problem.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'
import { secretDetectors } from '../../scanning/built-in-detectors.ts'
import type { DetectorSpec } from '../../scanning/scanner.ts'
import { specProblem } from '../../scanning/spec-problem.ts'

const fields = z.strictObject({
  ...guardrailFields,
  action: z
    .enum(['block', 'mask', 'redact'])
    .default('block')
    .describe(
      'block: refuse the call; mask: placeholders, which become the values again in the answer; redact: ***** for good',
    ),
  kinds: z
    .array(z.enum(secretDetectors))
    .optional()
    .describe('built-in kinds of secrets; all of them where they are left out'),
  custom: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(60).describe('what it finds'),
        pattern: z
          .string()
          .min(1)
          .refine((text) => linearPatternProblem(text) === undefined, {
            error: ({ input }) => linearPatternProblem(String(input)),
          })
          .describe("in RE2's syntax, which runs in linear time: no look-around, no back-references"),
      }),
    )
    .max(100)
    .default([])
    .describe('patterns of your own'),
})
export type SecretsConfig = z.infer<typeof fields>

export const secretsConfig = fields.check((context) => {
  const problem = specProblem(specOf(context.value))
  if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value })
})

/** What a configuration looks for. */
export function specOf({ kinds, custom }: Pick<SecretsConfig, 'kinds' | 'custom'>): DetectorSpec {
  return { builtIn: kinds ?? secretDetectors, custom: custom.map(({ name, pattern }) => ({ label: name, pattern })) }
}
