import type { PolicyType } from '../../config/policy-catalogue.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** One of the policies that this version knows. */
export async function getPolicyType(verb: Verb, name: string): Promise<PolicyType> {
  authoriseSomewhere(verb, 'apis:read')
  const type = verb.policies.types().find((candidate) => candidate.name === name)
  if (type === undefined) throw notFound('policy called', name)
  return type
}
