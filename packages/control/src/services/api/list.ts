import type { ApiState } from '@tollgate/contract/snapshot'
import type { ApiRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { mayRead } from '../api-access.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'

export interface ApiQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly search?: string | undefined
  readonly state?: ApiState | undefined
  readonly tag?: string | undefined
  readonly providerId?: string | undefined
  readonly ownerTeamId?: string | undefined
}

/** Those that the actor looks after, or may look at. */
export function listApis(verb: Verb, { limit, after, search, tag, ...equal }: ApiQuery): Promise<Page<ApiRecord>> {
  const wanted = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined))
  return filteredPage(
    readerOf(verb),
    {
      kind: 'api',
      limit,
      after,
      where: wanted,
      search: search === undefined ? undefined : { columns: ['name', 'context', 'description'], text: search },
    },
    (apis) => apis.filter((api) => mayRead(verb, api) && (tag === undefined || api.tags.includes(tag))),
  )
}
