import {
  type Model,
  modelCreateSchema,
  modelQuerySchema,
  modelSchema,
  modelUpdateSchema,
} from '@tollgate/contract/resources/model'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { type DatedPrice, priceSource } from '../../prices/price-book.ts'
import { createModel } from '../../services/model/create.ts'
import { getModel } from '../../services/model/get.ts'
import { listModels } from '../../services/model/list.ts'
import { presetPrices } from '../../services/model/preset-prices.ts'
import { removeModel } from '../../services/model/remove.ts'
import { updateModel } from '../../services/model/update.ts'
import type { Verb } from '../../services/verb.ts'
import type { ModelRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Models'

export const modelRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/models',
    operationId: 'listModels',
    summary: 'List models',
    tag,
    access: 'models:read',
    query: modelQuerySchema,
    answer: pageSchema(modelSchema),
    run: async (verb, { query }) => {
      const page = await listModels(verb, query)
      const presetOf = await presetPrices(verb, page.items)
      return pageView(page, (record) => modelView(record, presetOf(record), verb.now()))
    },
  }),
  route({
    method: 'post',
    path: '/models',
    operationId: 'createModel',
    summary: 'Make a model of a provider known',
    tag,
    access: 'models:manage',
    body: modelCreateSchema,
    answer: modelSchema,
    status: 201,
    run: async (verb, { body }) => await oneView(verb, await createModel(verb, body)),
  }),
  route({
    method: 'get',
    path: '/models/{id}',
    operationId: 'getModel',
    summary: 'Read a model',
    tag,
    access: 'models:read',
    params: idParamsSchema,
    answer: modelSchema,
    run: async (verb, { params }) => await oneView(verb, await getModel(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/models/{id}',
    operationId: 'updateModel',
    summary: 'Change a model; what is not given stays',
    tag,
    access: 'models:manage',
    params: idParamsSchema,
    body: modelUpdateSchema,
    answer: modelSchema,
    run: async (verb, { params, body }) =>
      await oneView(verb, await updateModel(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/models/{id}',
    operationId: 'deleteModel',
    summary: 'Forget a model',
    tag,
    access: 'models:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeModel(verb, params.id)
      return undefined
    },
  }),
]

async function oneView(verb: Verb, record: ModelRecord): Promise<Model> {
  const presetOf = await presetPrices(verb, [record])
  return modelView(record, presetOf(record), verb.now())
}

function modelView(record: ModelRecord, preset: readonly DatedPrice[], now: number): Model {
  const { providerId, model, alias, displayName, contextWindow, prices, planIds, managedBy } = record
  return {
    ...baseView(record),
    providerId,
    model,
    alias,
    displayName,
    contextWindow,
    prices: prices.map(({ from, ...price }) => ({ from: shownTime(from), ...price })),
    presetPrices: preset.map(({ from, ...price }) => ({ from: shownTime(from), ...price })),
    priceSource: priceSource(prices, preset, now),
    planIds: planIds === null ? null : [...planIds],
    managedBy,
  }
}
