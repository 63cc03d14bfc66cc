import type { UsageRequestsQuery } from '@tollgate/contract/resources/usage'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import type { Verb } from '../verb.ts'
import { readRequestQuery } from './requests.ts'

const pageItems = 1_000

/** Every call that was asked for, the newest first, page by page as it is read: a long period needs no memory. */
export async function exportRequests(
  verb: Verb,
  asked: Omit<UsageRequestsQuery, 'limit' | 'after'>,
): Promise<AsyncIterable<readonly UsageFacts[]>> {
  const query = await readRequestQuery(verb, asked)
  return pages()
  async function* pages() {
    let cursor: string | undefined
    do {
      const page = await verb.analytics.requests({ ...query, limit: pageItems, cursor })
      yield page.items
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
  }
}
