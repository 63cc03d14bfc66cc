import type { UsageQueryInput, UsageRequestsQuery } from '@tollgate/contract/resources/usage'
import { type RequestPage, type RequestQuery, requestCursor } from '../../analytics/analytics-store.ts'
import { invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'
import { readQuery } from './read-query.ts'

type Asked = Omit<UsageRequestsQuery, 'limit' | 'after'>

/** The log of calls, the newest first. */
export async function usageRequests(verb: Verb, { limit, after, ...asked }: UsageRequestsQuery): Promise<RequestPage> {
  const query = await readRequestQuery(verb, asked)
  if (after !== undefined && !requestCursor.test(after)) throw invalidField('after', 'is none that a page has given')
  return await verb.analytics.requests({ ...query, limit, cursor: after })
}

export async function readRequestQuery(verb: Verb, asked: Asked): Promise<Omit<RequestQuery, 'limit' | 'cursor'>> {
  const { conversation, keyId, status, ...input } = asked
  return { ...(await readQuery(verb, input satisfies UsageQueryInput)), conversation, keyId, status }
}
