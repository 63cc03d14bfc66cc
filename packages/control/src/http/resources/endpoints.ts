import {
  type Endpoint,
  endpointCreateSchema,
  endpointSchema,
  endpointTestSchema,
  endpointTrySchema,
  endpointUpdateSchema,
} from '@tollgate/contract/resources/endpoint'
import { idParamsSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import { normaliseEndpointUrl } from '../../config/endpoint-url.ts'
import { checkEndpoint, checkEndpointDraft } from '../../services/endpoint/check-endpoint.ts'
import { createEndpoint } from '../../services/endpoint/create.ts'
import { getEndpoint } from '../../services/endpoint/get.ts'
import { listEndpoints } from '../../services/endpoint/list.ts'
import { removeEndpoint } from '../../services/endpoint/remove.ts'
import { updateEndpoint } from '../../services/endpoint/update.ts'
import type { EndpointRecord } from '../../storage/records.ts'
import { baseView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Endpoints'

export const endpointRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/apis/{id}/endpoints',
    operationId: 'listEndpoints',
    summary: 'List the endpoints of an API',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: z.object({ items: z.array(endpointSchema) }),
    run: async (verb, { params }) => ({ items: (await listEndpoints(verb, params.id)).map(endpointView) }),
  }),
  route({
    method: 'post',
    path: '/apis/{id}/endpoints',
    operationId: 'createEndpoint',
    summary: 'Give an API another endpoint; in force with its next deployment',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: endpointCreateSchema,
    answer: endpointSchema,
    status: 201,
    run: async (verb, { params, body }) => endpointView(await createEndpoint(verb, { apiId: params.id, input: body })),
  }),
  route({
    method: 'post',
    path: '/apis/{id}/endpoints/test',
    operationId: 'testEndpointDraft',
    summary: 'Ask a provider for its models with a URL and a secret that are not saved',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: endpointTrySchema,
    answer: endpointTestSchema,
    run: (verb, { params, body }) => checkEndpointDraft(verb, { apiId: params.id, input: body }),
  }),
  route({
    method: 'get',
    path: '/endpoints/{id}',
    operationId: 'getEndpoint',
    summary: 'Read an endpoint',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    answer: endpointSchema,
    run: async (verb, { params }) => endpointView(await getEndpoint(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/endpoints/{id}',
    operationId: 'updateEndpoint',
    summary: 'Change an endpoint; what is not given stays',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: endpointUpdateSchema,
    answer: endpointSchema,
    run: async (verb, { params, body }) => endpointView(await updateEndpoint(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/endpoints/{id}',
    operationId: 'deleteEndpoint',
    summary: 'Take an endpoint from the working copy of its API',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeEndpoint(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'post',
    path: '/endpoints/{id}/test',
    operationId: 'testEndpoint',
    summary: 'Ask the provider for its models, as the endpoint is saved',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    answer: endpointTestSchema,
    run: (verb, { params }) => checkEndpoint(verb, params.id),
  }),
]

function endpointView(endpoint: EndpointRecord): Endpoint {
  const { apiId, name, stage, environmentId, url, credentialId, demo, weight, trustedCertificates } = endpoint
  return {
    ...baseView(endpoint),
    ...{ apiId, name, stage, environmentId, url, credentialId, weight, trustedCertificates },
    callsUrl: normaliseEndpointUrl(url),
    isDemo: demo,
    timeouts: { ...endpoint.timeouts },
    managedBy: endpoint.managedBy,
  }
}
