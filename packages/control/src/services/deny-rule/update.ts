import type { DenyRuleUpdate } from '@tollgate/contract/resources/deny-rule'
import type { DenyRuleRecord } from '../../storage/records.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'
import { checkRule, nameIsFree } from './check-rule.ts'

/** What is not given stays. */
export async function updateDenyRule(
  verb: Verb,
  { id, changes }: { id: string; changes: DenyRuleUpdate },
): Promise<DenyRuleRecord> {
  authorise(verb, 'deny-rules:manage')
  return await change(verb, 'denyRule.update', async (writer) => {
    const rule = await current(verb, writer, { kind: 'denyRule', id, what: 'deny rule' })
    mayBeEdited(verb, rule)
    if (changes.name !== undefined && changes.name !== rule.name) await nameIsFree(writer, changes.name)
    await checkRule(writer, { ...rule, ...changes } as DenyRuleRecord)
    return await writer.update('denyRule', rule, changes)
  })
}
