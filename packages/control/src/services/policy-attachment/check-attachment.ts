import type { PolicyAttachmentUpdate } from '@tollgate/contract/resources/policy-attachment'
import { formatPath } from '../../config/problem.ts'
import type { PolicyCondition } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { invalidField, Problem } from '../problem.ts'
import { requirePlans } from '../require-plans.ts'
import { requireTeams } from '../require-teams.ts'
import type { Verb } from '../verb.ts'

const configLengthMax = 500_000

export function checkPolicy({ policies }: Verb, policy: string): void {
  const names = policies.names()
  if (!names.includes(policy)) throw invalidField('policy', `names no policy: ${policy}; there is: ${names.join(', ')}`)
}

/** Every field of a configuration that is wrong, as the policy itself says it. */
export function checkConfig({ policies }: Verb, policy: string, config: unknown): void {
  if (JSON.stringify(config).length > configLengthMax)
    throw invalidField('config', `is longer than ${configLengthMax} characters`)
  const problems = policies.check(policy, config)
  if (problems.length === 0) return
  const fields = problems.map(({ path, reason }) => ({ field: formatPath(['config', ...path]), reason }))
  const said = fields.map(({ field, reason }) => `${field}: ${reason}`).join('; ')
  throw new Problem('invalid', `The policy ${policy} does not take this config: ${said}.`, fields)
}

export async function checkedCondition(
  reader: Reader,
  when: PolicyAttachmentUpdate['when'],
): Promise<PolicyCondition | null> {
  if (when === undefined || when === null) return null
  await requirePlans(reader, when.plan ?? null, 'when.plan')
  await requireTeams(reader, when.team ?? null, 'when.team')
  const named = Object.entries(when).filter(([, values]) => values !== undefined)
  return named.length === 0 ? null : Object.fromEntries(named)
}
