import type { DenyRuleQuery } from '@tollgate/contract/resources/deny-rule'
import type { DenyRuleRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

export async function listDenyRules(
  verb: Verb,
  { limit, after, search }: DenyRuleQuery,
): Promise<Page<DenyRuleRecord>> {
  authorise(verb, 'deny-rules:read')
  return await readerOf(verb).page('denyRule', {
    limit,
    after,
    search: search === undefined ? undefined : { columns: ['name'], text: search },
  })
}
