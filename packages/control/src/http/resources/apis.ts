import {
  type Api,
  apiCreateSchema,
  apiLifecycleAnswerSchema,
  apiLifecycleSchema,
  apiListedSchema,
  apiSchema,
  apiUpdateSchema,
  apiVersionCreateSchema,
} from '@tollgate/contract/resources/api'
import { idParamsSchema, idSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import { apiStateSchema } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import { changeLifecycle } from '../../services/api/change-lifecycle.ts'
import { createApi } from '../../services/api/create.ts'
import { createApiVersion } from '../../services/api/create-version.ts'
import { getApi } from '../../services/api/get.ts'
import { listApis } from '../../services/api/list.ts'
import { removeApi } from '../../services/api/remove.ts'
import { setDefaultVersion } from '../../services/api/set-default.ts'
import { updateApi } from '../../services/api/update.ts'
import type { ApiRecord } from '../../storage/records.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'APIs'

export const apiRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/apis',
    operationId: 'listApis',
    summary: 'List the APIs that you look after or may look at',
    tag,
    access: 'apis:read',
    query: z.strictObject({
      ...pageQuery,
      search: z.string().max(100).optional().describe('part of name, context or description'),
      state: apiStateSchema.optional(),
      tag: z.string().max(50).optional(),
      providerId: idSchema.optional(),
      ownerTeamId: idSchema.optional(),
    }),
    answer: pageSchema(apiListedSchema),
    run: async (verb, { query }) => pageView(await listApis(verb, query), apiView),
  }),
  route({
    method: 'post',
    path: '/apis',
    operationId: 'createApi',
    summary: 'Create an API, with its first endpoints',
    tag,
    access: 'apis:manage',
    body: apiCreateSchema,
    answer: apiSchema,
    status: 201,
    run: async (verb, { body }) => apiView(await createApi(verb, body)),
  }),
  route({
    method: 'get',
    path: '/apis/{id}',
    operationId: 'getApi',
    summary: 'Read an API',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: apiSchema,
    run: async (verb, { params }) => apiView(await getApi(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/apis/{id}',
    operationId: 'updateApi',
    summary: 'Change an API; what is not given stays',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: apiUpdateSchema,
    answer: apiSchema,
    run: async (verb, { params, body }) => apiView(await updateApi(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/apis/{id}',
    operationId: 'deleteApi',
    summary: 'Delete a created or retired API that nobody uses',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeApi(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'post',
    path: '/apis/{id}/lifecycle',
    operationId: 'changeApiLifecycle',
    summary: 'Publish, unpublish, block, unblock, deprecate or retire an API',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: apiLifecycleSchema,
    answer: apiLifecycleAnswerSchema,
    run: async (verb, { params, body }) => {
      const { api, deprecatedApiIds, ...effects } = await changeLifecycle(verb, { id: params.id, input: body })
      return { ...apiView(api), effects: { ...effects, deprecatedApiIds: [...deprecatedApiIds] } }
    },
  }),
  route({
    method: 'post',
    path: '/apis/{id}/versions',
    operationId: 'createApiVersion',
    summary: 'Make a new version: a copy with the same endpoints and policies',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: apiVersionCreateSchema,
    answer: apiSchema,
    status: 201,
    run: async (verb, { params, body }) => apiView(await createApiVersion(verb, { id: params.id, input: body })),
  }),
  route({
    method: 'put',
    path: '/apis/{id}/default',
    operationId: 'makeApiDefaultVersion',
    summary: 'Let calls at the context without a version go to this API',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    answer: apiSchema,
    run: async (verb, { params }) => apiView(await setDefaultVersion(verb, { id: params.id, isDefaultVersion: true })),
  }),
  route({
    method: 'delete',
    path: '/apis/{id}/default',
    operationId: 'endApiDefaultVersion',
    summary: 'Answer at the context without a version no more',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await setDefaultVersion(verb, { id: params.id, isDefaultVersion: false })
      return undefined
    },
  }),
]

export function apiView(api: ApiRecord): Api {
  const { name, context, version, isDefaultVersion, state, providerId, ownerTeamId, description, docs } = api
  const { keyHeader, errorFormat, payloadCapture, unpricedModels, whenCountersAreAway } = api
  const { stripAgentMetadata, managedBy } = api
  return {
    ...baseView(api),
    ...{ name, context, version, isDefaultVersion, state, providerId, ownerTeamId, description, docs },
    ...{ keyHeader, errorFormat, payloadCapture, unpricedModels, whenCountersAreAway, stripAgentMetadata, managedBy },
    tags: [...api.tags],
    visibleToTeamIds: api.visibleToTeamIds === null ? null : [...api.visibleToTeamIds],
    planIds: [...api.planIds],
    models: api.models === null ? null : [...api.models],
    path: `${context}/${version}`,
  }
}
