import type { Protocol } from '../protocols/protocol.ts'
import type { PolicyNeeds } from './policy.ts'

/** What has to be known of a dialect to say whether a policy can act on it. */
export type Dialect = Pick<Protocol, 'name' | 'operations' | 'answersAreModelOutput'>

const withoutBody: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE'])

/**
 * A sentence for the publisher where a policy has nothing to act on in any of these dialects; undefined: it has. What it would be there
 * for does not come by, so an API that has it would only seem to be guarded.
 */
export function whyNot(policy: string, needs: PolicyNeeds, dialects: readonly Dialect[]): string | undefined {
  const spoken = dialects.length === 0 ? 'nothing' : `only ${dialects.map(({ name }) => name).join(' and ')}`
  const advice = `Take ${policy} off here, or let the provider of the API speak a dialect that it can read.`
  if (needs.request === 'whole' && !dialects.some(hasRequestTexts))
    return `The policy ${policy} reads requests, and no request carries a text where ${spoken} is spoken. ${advice}`
  if (needs.response === 'events' && !dialects.some((dialect) => dialect.answersAreModelOutput))
    return `The policy ${policy} reads answers, and no answer carries a text of a model where ${spoken} is spoken. ${advice}`
  return undefined
}

function hasRequestTexts({ operations }: Dialect): boolean {
  return operations.some(({ method }) => !withoutBody.has(method))
}
