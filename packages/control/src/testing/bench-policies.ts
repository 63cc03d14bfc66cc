import { definePolicy, type PolicyDefinition, type PolicyDeps } from '@tollgate/gateway/pipeline/policy'
import { refuse } from '@tollgate/gateway/pipeline/refusal'
import { textHooks } from '@tollgate/gateway/pipeline/text-hooks'
import type { TextRule } from '@tollgate/gateway/pipeline/text-rule'
import { z } from 'zod'

/** Policies for tests of the test bench: one that masks and one that refuses, by the scanner; one that breaks; one for answers only. */
export function benchPolicies(): PolicyDefinition[] {
  return [masker, stopper, breaker]
}

const flows = z.strictObject({
  flow: z.enum(['request', 'response', 'both']).default('both'),
  pattern: z.string().default('agent-[0-9]+'),
})

const masker = definePolicy({
  name: 'masker',
  summary: 'Masks names of agents.',
  kind: 'guardrail',
  onFailure: 'reject',
  needs: ({ flow }) => ({
    request: flow === 'response' ? 'none' : 'whole',
    response: flow === 'request' ? 'none' : 'events',
  }),
  config: flows,
  create({ flow, pattern }, deps) {
    const detectors = detectorsOf(pattern, deps)
    const rule = (note: (label: string) => void): TextRule => ({
      async judge(text) {
        let out = text
        for (const { start, end, label } of (await deps.scanner.scan(detectors, text)).toReversed()) {
          note(label)
          out = `${out.slice(0, start)}[agent]${out.slice(end)}`
        }
        return out
      },
      stream: 'whole',
    })
    return textHooks(
      {
        ...(flow === 'response' ? {} : { request: (x) => rule((label) => deps.found(x, label)) }),
        ...(flow === 'request' ? {} : { response: (x) => rule((label) => deps.found(x, label)) }),
      },
      deps,
    )
  },
})

const stopper = definePolicy({
  name: 'stopper',
  summary: 'Refuses names of agents.',
  kind: 'guardrail',
  onFailure: 'reject',
  needs: masker.needs,
  config: flows,
  create({ flow, pattern }, deps) {
    const detectors = detectorsOf(pattern, deps)
    const rule: TextRule = {
      judge: async (text) =>
        (await deps.scanner.scan(detectors, text)).length === 0
          ? undefined
          : refuse('guardrail_blocked', 'A name of an agent is in it.'),
      stream: 'whole',
    }
    return textHooks(
      {
        ...(flow === 'response' ? {} : { request: () => rule }),
        ...(flow === 'request' ? {} : { response: () => rule }),
      },
      deps,
    )
  },
})

const breaker = definePolicy({
  name: 'breaker',
  summary: 'Fails.',
  kind: 'guardrail',
  onFailure: 'skip',
  needs: { request: 'whole', response: 'none' },
  config: z.strictObject({}),
  create: () => ({
    onRequest() {
      throw new Error('the service says no')
    },
  }),
})

function detectorsOf(pattern: string, { scanner }: PolicyDeps) {
  return scanner.compile({ builtIn: [], custom: [{ label: 'agent', pattern }] })
}
