import { z } from 'zod'
import { jsonPathProblem } from '../json-path/json-path.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What every guardrail's configuration has, under the incumbent's names. */
export const guardrailFields = {
  name: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('how the rule is called towards users and in reports; its own name where it is left out'),
  flow: z
    .enum(['request', 'response', 'both'])
    .default('request')
    .describe('request: what goes to the provider; response: what comes back, streams included'),
  jsonPath: z
    .string()
    .max(500)
    .refine((path) => path === '' || jsonPathProblem(path) === undefined, {
      error: ({ input }) => jsonPathProblem(String(input)),
    })
    .default('')
    .describe(
      'narrows the rule to a part of the body, such as $.messages[-1].content; empty: every text that the rule is about',
    ),
  showAssessment: z.boolean().default(false).describe('tell the caller what exactly was found'),
}

interface Finding {
  /** The publisher's name for the rule, or the policy's own. */
  readonly name: string
  /** The incumbent's kind of guardrail, such as `REGEX_GUARDRAIL`. */
  readonly type: string
  readonly direction: 'REQUEST' | 'RESPONSE'
  /** One sentence that ends with a full stop: what was wrong, without what was found. */
  readonly reason: string
  /** What was found; told only where the publisher wants it. */
  readonly assessments?: unknown
  readonly showAssessment: boolean
}

/** A guardrail's no. Codex keeps a refused message in its history and sends it again, so its user is told how to get rid of it. */
export function intervene({ showAssessment, assessments, ...finding }: Finding): Refusal {
  const { name, direction, reason } = finding
  const shown = showAssessment && assessments !== undefined ? { assessments } : {}
  const details =
    'assessments' in shown ? ` (${typeof assessments === 'string' ? assessments : JSON.stringify(assessments)})` : ''
  const sentence =
    direction === 'REQUEST'
      ? `The rule ${name} of this API refused the prompt: ${reason}${details} Take it out and begin a new conversation, because this one sends it again.`
      : `The rule ${name} of this API refused the answer: ${reason}${details} Ask in another way.`
  return refuse('guardrail_blocked', sentence, { intervention: { ...finding, ...shown } })
}
