import type { JoinTokenQuery } from '@tollgate/contract/resources/gateway'
import type { JoinTokenRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

/** Without the tokens themselves, which nobody knows any more. */
export async function listJoinTokens(
  verb: Verb,
  { limit, after, environmentId }: JoinTokenQuery,
): Promise<Page<JoinTokenRecord>> {
  authorise(verb, 'gateways:manage')
  const where = environmentId === undefined ? {} : { environmentId }
  return await readerOf(verb).page('joinToken', { limit, after, where })
}
