import type { AccessTokenQuery } from '@tollgate/contract/resources/access-token'
import { allows } from '../../access/actor.ts'
import type { AccessTokenRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { notFound, Problem } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'

/** One's own unless it says whose. */
export async function listAccessTokens(verb: Verb, query: AccessTokenQuery): Promise<Page<AccessTokenRecord>> {
  const { actor } = verb
  const { limit, after, personId = actor.personId } = query
  if (personId === null)
    throw new Problem('forbidden', 'This token is no person and has no access tokens: say whose with ?personId=.')
  if (personId !== actor.personId) {
    if (!allows(actor, 'people:manage')) throw notFound('person', personId)
    if ((await readerOf(verb).get('person', personId)) === undefined) throw notFound('person', personId)
  }
  return await readerOf(verb).page('accessToken', { limit, after, where: { personId } })
}
