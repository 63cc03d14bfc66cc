import { endpointTestSchema, endpointTrySchema } from '@tollgate/contract/resources/endpoint'
import {
  type Provider,
  providerCreateSchema,
  providerQuerySchema,
  providerSchema,
  providerUpdateSchema,
} from '@tollgate/contract/resources/provider'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { checkProvider } from '../../services/endpoint/check-endpoint.ts'
import { createProvider } from '../../services/provider/create.ts'
import { getProvider } from '../../services/provider/get.ts'
import { listProviders } from '../../services/provider/list.ts'
import { removeProvider } from '../../services/provider/remove.ts'
import { updateProvider } from '../../services/provider/update.ts'
import type { ProviderRecord } from '../../storage/records.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Providers'

export const providerRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/providers',
    operationId: 'listProviders',
    summary: 'List providers',
    tag,
    access: 'providers:read',
    query: providerQuerySchema,
    answer: pageSchema(providerSchema),
    run: async (verb, { query }) => pageView(await listProviders(verb, query), providerView),
  }),
  route({
    method: 'post',
    path: '/providers',
    operationId: 'createProvider',
    summary: 'Create a provider',
    tag,
    access: 'providers:manage',
    body: providerCreateSchema,
    answer: providerSchema,
    status: 201,
    run: async (verb, { body }) => providerView(await createProvider(verb, body)),
  }),
  route({
    method: 'get',
    path: '/providers/{id}',
    operationId: 'getProvider',
    summary: 'Read a provider',
    tag,
    access: 'providers:read',
    params: idParamsSchema,
    answer: providerSchema,
    run: async (verb, { params }) => providerView(await getProvider(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/providers/{id}',
    operationId: 'updateProvider',
    summary: 'Change a provider; what is not given stays',
    tag,
    access: 'providers:manage',
    params: idParamsSchema,
    body: providerUpdateSchema,
    answer: providerSchema,
    run: async (verb, { params, body }) => providerView(await updateProvider(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'post',
    path: '/providers/{id}/test',
    operationId: 'testProvider',
    summary: 'Ask a provider for its models with a URL and a secret, before there is an API of it',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: endpointTrySchema,
    answer: endpointTestSchema,
    run: (verb, { params, body }) => checkProvider(verb, { id: params.id, input: body }),
  }),
  route({
    method: 'delete',
    path: '/providers/{id}',
    operationId: 'deleteProvider',
    summary: 'Delete a provider that no credential, model or API refers to',
    tag,
    access: 'providers:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeProvider(verb, params.id)
      return undefined
    },
  }),
]

function providerView(provider: ProviderRecord): Provider {
  const { name, type, baseUrl, dialects, errorMap, usageExtraction, managedBy } = provider
  return {
    ...baseView(provider),
    name,
    type: type as Provider['type'],
    baseUrl,
    dialects: dialects === null ? null : [...dialects],
    errorMap: errorMap === null ? null : { ...errorMap },
    usageExtraction: usageExtraction === null ? null : { ...usageExtraction },
    managedBy,
  }
}
