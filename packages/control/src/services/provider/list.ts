import type { ProviderQuery } from '@tollgate/contract/resources/provider'
import type { ProviderRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function listProviders(
  verb: Verb,
  { limit, after, search }: ProviderQuery,
): Promise<Page<ProviderRecord>> {
  authoriseSomewhere(verb, 'providers:read')
  return await readerOf(verb).page('provider', {
    limit,
    after,
    search: search === undefined ? undefined : { columns: ['name', 'baseUrl'], text: search },
  })
}
