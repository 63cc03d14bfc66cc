import type { KeyState } from '@tollgate/contract/resources/api-key'
import type { Page } from '../../storage/store.ts'
import { keyState } from '../api-key-life.ts'
import { applicationToRead, mustSeeApplications, seenApplicationIds } from '../application-access.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedKey, describeKeys } from './describe.ts'

export interface KeyQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly search?: string | undefined
  readonly applicationId?: string | undefined
  readonly personId?: string | undefined
  readonly state?: KeyState | undefined
  readonly type?: 'production' | 'sandbox' | undefined
}

/** Of one application, or of all that the actor sees. */
export async function listKeys(
  verb: Verb,
  { limit, after, search, applicationId, personId, state, type }: KeyQuery,
): Promise<Page<DescribedKey>> {
  mustSeeApplications(verb)
  const reader = readerOf(verb)
  if (applicationId !== undefined) await applicationToRead(verb, reader, applicationId)
  const seen = applicationId ?? (await seenApplicationIds(verb, reader))
  const page = await filteredPage(
    reader,
    {
      kind: 'apiKey',
      limit,
      after,
      where: {
        ...(seen === undefined ? {} : { applicationId: seen }),
        ...(personId === undefined ? {} : { personId }),
        ...(type === undefined ? {} : { type }),
        ...(state === undefined ? {} : { state: state === 'revoked' ? 'revoked' : 'active' }),
      },
      search: search === undefined ? undefined : { columns: ['name'], text: search },
    },
    (keys) => keys.filter((key) => state === undefined || keyState(key, verb.now()) === state),
  )
  return { items: await describeKeys(reader, page.items), next: page.next }
}
