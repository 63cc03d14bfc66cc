import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { filteredPage } from '../filtered-page.ts'
import { readerOf, type Verb } from '../verb.ts'
import { describeApis, type FoundApi } from './describe-apis.ts'
import { foundStates, isVisible, subscribedApiIds } from './visible-apis.ts'

export interface CatalogueQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly search?: string | undefined
  readonly tag?: string | undefined
  readonly model?: string | undefined
}

/** The APIs that the actor may use, or ask to use. */
export async function listCatalogue(verb: Verb, query: CatalogueQuery): Promise<Page<FoundApi>> {
  authoriseSomewhere(verb, 'catalogue:read')
  const { limit, after, search, tag, model } = query
  const reader = readerOf(verb)
  const subscribed = await subscribedApiIds(reader, verb.actor)
  const described = new Map<string, FoundApi>()
  const page = await filteredPage(
    reader,
    {
      kind: 'api',
      limit,
      after,
      where: { state: foundStates },
      search: search === undefined ? undefined : { columns: ['name', 'description'], text: search },
    },
    async (apis) => {
      const visible = apis.filter(
        (api) => isVisible(verb, api, subscribed) && (tag === undefined || api.tags.includes(tag)),
      )
      const found = (await describeApis(reader, visible, { subscribed, now: verb.now() })).filter(
        ({ models }) => model === undefined || models.some(({ id }) => id === model),
      )
      for (const item of found) described.set(item.api.id, item)
      return found.map(({ api }) => api)
    },
  )
  return { next: page.next, items: page.items.flatMap(({ id }) => described.get(id) ?? []) }
}
