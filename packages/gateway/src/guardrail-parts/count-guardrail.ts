import { z } from 'zod'
import type { Exchange } from '../pipeline/exchange.ts'
import { guardrailFields, intervene } from '../pipeline/guardrail.ts'
import { definePolicy, type PolicyDefinition, type PolicyDeps } from '../pipeline/policy.ts'
import type { Refusal } from '../pipeline/refusal.ts'
import { textHooks } from '../pipeline/text-hooks.ts'
import { narrowedBy } from '../pipeline/text-selection.ts'
import { flowNeeds } from './flow-needs.ts'
import { newestUserMessage } from './newest-user-message.ts'
import { wholeNumber } from './whole-number.ts'

/** A guardrail that counts something in texts. */
interface CountedThing {
  /** The policy's name, such as `word-count`. */
  readonly name: string
  readonly summary: string
  /** The incumbent's kind, such as `WORD_COUNT_GUARDRAIL`. */
  readonly type: string
  /** As in `Violation of word count detected.` */
  readonly measure: string
  /** As in `But found 3 words.` */
  readonly unit: string
  count(text: string): number
}

/** Larger limits are none. */
const countMax = 1_000_000_000

/** The configuration of a guardrail that counts `unit`. */
export function countConfig(unit: string) {
  return z
    .strictObject({
      ...guardrailFields,
      min: wholeNumber(countMax).describe(`the fewest ${unit} that are allowed`),
      max: wholeNumber(countMax).describe(`the most ${unit} that are allowed`),
      invert: z.boolean().default(false).describe('true: refuse what lies from min to max, and let pass what does not'),
    })
    .refine(({ min, max }) => min <= max, { path: ['min'], error: 'min must not be greater than max' })
}
type CountConfig = z.infer<ReturnType<typeof countConfig>>

export function defineCountGuardrail(thing: CountedThing, config: ReturnType<typeof countConfig>): PolicyDefinition {
  return definePolicy({
    name: thing.name,
    summary: thing.summary,
    kind: 'guardrail',
    config,
    needs: flowNeeds,
    onFailure: 'reject',
    create: (settings, deps) => {
      const { flow, jsonPath } = settings
      const select = narrowedBy(jsonPath)
      const onRequest = (x: Exchange) => {
        const fields = select?.(x) ?? newestUserMessage(x.view?.texts() ?? [])
        // A request in which no user speaks, such as one that brings only a tool's output, has nothing to count.
        if (x.view === null || (select === undefined && fields.length === 0)) return undefined
        const found = fields.reduce((sum, { text }) => sum + thing.count(text), 0)
        return judge({ thing, settings, deps }, x, found, 'REQUEST')
      }
      const response = (x: Exchange) => ({
        wants: ({ kind }: { kind: string }) => kind === 'message',
        stream: 'whole' as const,
        judge: (text: string) => judge({ thing, settings, deps }, x, thing.count(text), 'RESPONSE'),
      })
      return {
        ...(flow === 'response' ? {} : { onRequest }),
        ...(flow === 'request' ? {} : textHooks({ response }, deps)),
      }
    },
  })
}

interface Rule {
  readonly thing: CountedThing
  readonly settings: CountConfig
  readonly deps: PolicyDeps
}

function judge(
  { thing, settings, deps }: Rule,
  x: Exchange,
  found: number,
  direction: 'REQUEST' | 'RESPONSE',
): Refusal | undefined {
  const { min, max, invert, showAssessment } = settings
  const isWithin = found >= min && found <= max
  if (isWithin !== invert) return undefined
  const name = settings.name ?? thing.name
  deps.found(x, name)
  const expected = invert ? `less than ${min} or more than ${max}` : `between ${min} and ${max}`
  return intervene({
    name,
    type: thing.type,
    direction,
    reason: `Violation of applied ${thing.measure} constraints detected.`,
    assessments: `Violation of ${thing.measure} detected. Expected ${expected} ${thing.unit}. But found ${found} ${thing.unit}.`,
    showAssessment,
  })
}
