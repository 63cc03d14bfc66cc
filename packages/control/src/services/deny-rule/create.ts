import type { DenyRuleCreate } from '@tollgate/contract/resources/deny-rule'
import type { DenyRuleRecord } from '../../storage/records.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { checkRule, nameIsFree } from './check-rule.ts'

/** Each call is held against all of them. */
const rulesMax = 1_000

/** In force at once. `id` is given where a configuration file declares it. */
export async function createDenyRule(
  verb: Verb,
  input: DenyRuleCreate & { readonly id?: string },
): Promise<DenyRuleRecord> {
  authorise(verb, 'deny-rules:manage')
  mayBeEdited(verb)
  return await change(verb, 'denyRule.create', async (writer) => {
    await nameIsFree(writer, input.name)
    await roomFor(writer, 'denyRule', { what: 'deny rules', most: rulesMax })
    await checkRule(writer, input)
    return await writer.insert('denyRule', { ...input, ...managedBy(verb) })
  })
}
