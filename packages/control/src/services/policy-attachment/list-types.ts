import type { PolicyType } from '../../config/policy-catalogue.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import type { Verb } from '../verb.ts'

/** The policies that this version knows. */
export async function listPolicyTypes(verb: Verb): Promise<PolicyType[]> {
  authoriseSomewhere(verb, 'apis:read')
  return verb.policies.types()
}
