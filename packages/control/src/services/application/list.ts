import type { ApplicationKind } from '@tollgate/contract/resources/application'
import type { Page } from '../../storage/store.ts'
import { mustSeeApplications, seenApplicationIds } from '../application-access.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedApplication, describeApplications } from './describe.ts'

export interface ApplicationQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly search?: string | undefined
  readonly kind?: ApplicationKind | undefined
  readonly teamId?: string | undefined
  readonly ownerId?: string | undefined
}

/** One's own and one's teams', and those that one's roles show. */
export async function listApplications(
  verb: Verb,
  { limit, after, search, kind, teamId, ownerId }: ApplicationQuery,
): Promise<Page<DescribedApplication>> {
  mustSeeApplications(verb)
  const reader = readerOf(verb)
  const id = await seenApplicationIds(verb, reader)
  const page = await reader.page('application', {
    limit,
    after,
    where: {
      ...(id === undefined ? {} : { id }),
      ...(kind === undefined ? {} : { kind }),
      ...(teamId === undefined ? {} : { teamId }),
      ...(ownerId === undefined ? {} : { ownerId }),
    },
    search: search === undefined ? undefined : { columns: ['name'], text: search },
  })
  return { items: await describeApplications(verb, page.items), next: page.next }
}
