import { type CatalogueItem, catalogueEntrySchema, catalogueItemSchema } from '@tollgate/contract/resources/catalogue'
import { triedCallSchema } from '@tollgate/contract/resources/playground'
import { idParamsSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import type { FoundApi } from '../../services/catalogue/describe-apis.ts'
import { getCatalogueEntry } from '../../services/catalogue/get.ts'
import { listCatalogue } from '../../services/catalogue/list.ts'
import { tryCall } from '../../services/catalogue/try.ts'
import { shownLimit } from '../../services/plan-limits.ts'
import type { PlanRecord } from '../../storage/records.ts'
import { pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Catalogue'

export const catalogueRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/catalogue',
    operationId: 'listCatalogue',
    summary: 'List the APIs that you may use, or ask to use',
    tag,
    access: 'catalogue:read',
    query: z.strictObject({
      ...pageQuery,
      search: z.string().max(100).optional().describe('part of name or description'),
      tag: z.string().max(50).optional(),
      model: z.string().max(200).optional().describe('id of a model that it has'),
    }),
    answer: pageSchema(catalogueItemSchema),
    run: async (verb, { query }) => pageView(await listCatalogue(verb, query), itemView),
  }),
  route({
    method: 'get',
    path: '/catalogue/{id}',
    operationId: 'getCatalogueEntry',
    summary: 'Read what there is to know of an API before using it',
    tag,
    access: 'catalogue:read',
    params: idParamsSchema,
    answer: catalogueEntrySchema,
    run: async (verb, { params }) => {
      const entry = await getCatalogueEntry(verb, params.id)
      const { api, plans, guardrails } = entry
      return { ...itemView(entry), docs: api.docs, guardrails: [...guardrails], plans: plans.map(planView) }
    },
  }),
  route({
    method: 'post',
    path: '/catalogue/{id}/try',
    operationId: 'tryApi',
    summary:
      'Make a call of an API through a gateway, and read the answer as it comes (events head, text, end, failed)',
    tag,
    access: 'catalogue:read',
    params: idParamsSchema,
    body: triedCallSchema,
    download: ['text/event-stream'],
    run: async (verb, { params, body }) => ({
      type: 'text/event-stream',
      pieces: await tryCall(verb, { apiId: params.id, call: body }),
    }),
  }),
]

function itemView({ api, environmentIds, dialects, models, ...found }: FoundApi): CatalogueItem {
  const { id, name, version, isDefaultVersion, state, description, tags, context, updatedAt } = api
  return {
    ...{ id, name, version, isDefaultVersion, state, description },
    ...{ provider: found.provider, keyHeader: found.keyHeader, isSubscribed: found.isSubscribed },
    environmentIds: [...environmentIds],
    tags: [...tags],
    dialects: [...dialects],
    path: `${context}/${version}`,
    defaultPath: isDefaultVersion ? context : null,
    models: [...models],
    updatedAt: shownTime(updatedAt),
  }
}

function planView({ id, name, description, limits, outputTokensMax, models, approval }: PlanRecord) {
  return {
    ...{ id, name, description, approval },
    limits: limits.map(shownLimit),
    outputCap: outputTokensMax,
    models: models === null ? null : [...models],
  }
}
