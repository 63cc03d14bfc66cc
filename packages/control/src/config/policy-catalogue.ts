import type { z } from 'zod'
import { safeParse, toJSONSchema } from 'zod/v4/core'
import { formatPath } from './problem.ts'

/** Which policies there are, and whether a configuration of one is right. */
export interface PolicyCatalogue {
  names(): string[]
  /** Problems as sentences that begin with the place inside the configuration; none: it is right. */
  check(policy: string, config: unknown): string[]
  /** What forms and pages need to know of them. */
  types(): PolicyType[]
}

/** What the catalogue needs to know of a policy: every entry of the gateway's policy list has it. */
export interface DescribedPolicy {
  readonly name: string
  readonly summary: string
  readonly kind: 'guardrail' | 'decorator' | 'routing'
  readonly onFailure: 'reject' | 'skip'
  readonly config: z.core.$ZodType
}

export interface PolicyType extends Omit<DescribedPolicy, 'config'> {
  /** JSON Schema of what is written, defaults left out or not. */
  readonly configSchema: Record<string, unknown>
}

export function createPolicyCatalogue(policies: readonly DescribedPolicy[]): PolicyCatalogue {
  return {
    names: () => policies.map(({ name }) => name),
    check: (name, config) => {
      const policy = policies.find((candidate) => candidate.name === name)
      if (policy === undefined) return []
      const parsed = safeParse(policy.config, config)
      if (parsed.success) return []
      return parsed.error.issues.map(({ path, message }) => {
        const place = formatPath(path.map((part) => (typeof part === 'symbol' ? part.toString() : part)))
        return place === '' ? message : `${place}: ${message}`
      })
    },
    types: () =>
      policies.map(({ name, summary, kind, onFailure, config }) => ({
        name,
        summary,
        kind,
        onFailure,
        configSchema: { ...toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) },
      })),
  }
}
