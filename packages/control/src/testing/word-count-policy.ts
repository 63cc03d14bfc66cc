import { definePolicy, type PolicyDefinition } from '@tollgate/gateway/pipeline/policy'
import { refuse } from '@tollgate/gateway/pipeline/refusal'
import { z } from 'zod'

/** A policy for tests of what surrounds policies. */
export function wordCountPolicy(): PolicyDefinition {
  return definePolicy({
    name: 'word-count',
    summary: 'Refuses prompts that are too long.',
    kind: 'guardrail',
    onFailure: 'reject',
    needs: { request: 'whole', response: 'none' },
    config: z.strictObject({ max: z.int().positive(), in: z.array(z.string()).optional() }),
    create: ({ max }) => ({
      onRequest(x) {
        const words = (x.view?.texts() ?? []).flatMap(({ text }) => text.split(' '))
        return words.length > max ? refuse('guardrail_blocked', `There are ${words.length} words.`) : undefined
      },
    }),
  })
}
