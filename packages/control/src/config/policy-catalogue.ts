import type { z } from 'zod'
import { safeParse } from 'zod/v4/core'
import { formatPath } from './problem.ts'

/** Which policies there are, and whether a configuration of one is right. */
export interface PolicyCatalogue {
  names(): string[]
  /** Problems as sentences that begin with the place inside the configuration; none: it is right. */
  check(policy: string, config: unknown): string[]
}

/** What the catalogue needs to know of a policy: every entry of the gateway's policy list has it. */
export interface DescribedPolicy {
  readonly name: string
  readonly config: z.core.$ZodType
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
  }
}
