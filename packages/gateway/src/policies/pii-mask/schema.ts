import { z } from 'zod'
import { linearPatternProblem } from '../../guardrail-parts/linear-pattern-problem.ts'
import { guardrailFields } from '../../pipeline/guardrail.ts'
import { parseText } from '../../protocols/json-fields.ts'
import { personalDetectors } from '../../scanning/built-in-detectors.ts'
import type { DetectorSpec } from '../../scanning/scanner.ts'
import { specProblem } from '../../scanning/spec-problem.ts'

const pattern = z
  .string()
  .min(1)
  .refine((text) => linearPatternProblem(text) === undefined, {
    error: ({ input }) => linearPatternProblem(String(input)),
  })
  .describe("in RE2's syntax, which runs in linear time: no look-around, no back-references")
const label = z.string().min(1).max(60).describe('what it finds; placeholders begin with it')

const incumbentEntities = z.array(z.strictObject({ piiEntity: label, piiRegex: pattern })).max(100)

const { name, flow, jsonPath } = guardrailFields

const fields = z.strictObject({
  name,
  flow,
  jsonPath,
  entities: z
    .array(z.enum(personalDetectors))
    .optional()
    .describe('built-in kinds of personal data; all of them where neither these nor patterns are given'),
  custom: z
    .array(z.strictObject({ name: label, pattern }))
    .max(100)
    .optional()
    .describe('patterns of your own'),
  piiEntities: z
    .union([
      incumbentEntities,
      z.string().refine((text) => incumbentEntities.safeParse(parseText(text)).success, {
        error: ({ input }) => problemOf(String(input)),
      }),
    ])
    .optional()
    .describe('the same in the way of WSO2: a list, or a text that holds it as JSON, of piiEntity and piiRegex'),
  redact: z
    .boolean()
    .default(false)
    .describe('true: ***** for good; false: placeholders, which become the values again in the answer'),
  redactPII: z.boolean().optional().describe('another name of redact'),
})
export type PiiMaskConfig = z.infer<typeof fields>

export const piiMaskConfig = fields.check((context) => {
  const problem = specProblem(specOf(context.value))
  if (problem !== undefined) context.issues.push({ code: 'custom', message: problem, input: context.value })
})

/** What a configuration looks for. */
export function specOf({ entities, custom, piiEntities }: Partial<PiiMaskConfig>): DetectorSpec {
  const given = typeof piiEntities === 'string' ? incumbentEntities.safeParse(parseText(piiEntities)).data : piiEntities
  const patterns = [
    ...(custom ?? []).map((entry) => ({ label: entry.name, pattern: entry.pattern })),
    ...(given ?? []).map(({ piiEntity, piiRegex }) => ({ label: piiEntity, pattern: piiRegex })),
  ]
  return { builtIn: entities ?? (patterns.length === 0 ? personalDetectors : []), custom: patterns }
}

function problemOf(text: string): string {
  if (parseText(text) === undefined) return 'The text is no JSON.'
  const [issue] = incumbentEntities.safeParse(parseText(text)).error?.issues ?? []
  return issue === undefined ? 'The text cannot be read.' : `${issue.path.join('.')}: ${issue.message}`
}
