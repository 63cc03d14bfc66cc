import type { ModelQuery } from '@tollgate/contract/resources/model'
import type { ModelRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function listModels(
  verb: Verb,
  { limit, after, search, providerId }: ModelQuery,
): Promise<Page<ModelRecord>> {
  authoriseSomewhere(verb, 'models:read')
  return await readerOf(verb).page('model', {
    limit,
    after,
    where: providerId === undefined ? {} : { providerId },
    search: search === undefined ? undefined : { columns: ['model', 'alias', 'displayName'], text: search },
  })
}
