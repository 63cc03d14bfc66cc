import { z } from 'zod'
import type { DescribedPolicy } from '../config/policy-catalogue.ts'

/** A policy for tests of what surrounds policies. */
export function wordCountPolicy(): DescribedPolicy {
  return {
    name: 'word-count',
    summary: 'Refuses prompts that are too long.',
    kind: 'guardrail',
    onFailure: 'reject',
    config: z.strictObject({ max: z.int().positive(), in: z.array(z.string()).optional() }),
  }
}
