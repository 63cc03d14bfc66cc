import type { QuotaQuery } from '@tollgate/contract/resources/quota'
import type { Page } from '../../storage/store.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { type DescribedQuota, describeQuotas } from './describe.ts'
import { seenQuotas } from './seen-quotas.ts'

/** All, or those that count oneself. */
export async function listQuotas(
  verb: Verb,
  { limit, after, search, scope }: QuotaQuery,
): Promise<Page<DescribedQuota>> {
  authorise(verb, 'quotas:read')
  const reader = readerOf(verb)
  const page = await reader.page('quota', {
    limit,
    after,
    ...(scope === undefined ? {} : { where: { scope } }),
    search: search === undefined ? undefined : { columns: ['name'], text: search },
  })
  return { ...page, items: await describeQuotas(reader, await seenQuotas(verb, page.items)) }
}
