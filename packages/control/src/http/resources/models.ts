import {
  type Model,
  modelCreateSchema,
  modelQuerySchema,
  modelSchema,
  modelUpdateSchema,
} from '@tollgate/contract/resources/model'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { createModel } from '../../services/model/create.ts'
import { getModel } from '../../services/model/get.ts'
import { listModels } from '../../services/model/list.ts'
import { removeModel } from '../../services/model/remove.ts'
import { updateModel } from '../../services/model/update.ts'
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
    run: async (verb, { query }) => pageView(await listModels(verb, query), modelView),
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
    run: async (verb, { body }) => modelView(await createModel(verb, body)),
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
    run: async (verb, { params }) => modelView(await getModel(verb, params.id)),
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
    run: async (verb, { params, body }) => modelView(await updateModel(verb, { id: params.id, changes: body })),
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

function modelView(record: ModelRecord): Model {
  const { providerId, model, alias, displayName, contextWindow, prices, planIds, managedBy } = record
  return {
    ...baseView(record),
    providerId,
    model,
    alias,
    displayName,
    contextWindow,
    prices: prices.map(({ from, ...price }) => ({ from: shownTime(from), ...price })),
    planIds: planIds === null ? null : [...planIds],
    managedBy,
  }
}
