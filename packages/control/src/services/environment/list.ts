import type { EnvironmentQuery } from '@tollgate/contract/resources/environment'
import type { EnvironmentRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function listEnvironments(
  verb: Verb,
  { limit, after, search }: EnvironmentQuery,
): Promise<Page<EnvironmentRecord>> {
  authoriseSomewhere(verb, 'environments:read')
  return await readerOf(verb).page('environment', {
    limit,
    after,
    search: search === undefined ? undefined : { columns: ['name'], text: search },
  })
}
