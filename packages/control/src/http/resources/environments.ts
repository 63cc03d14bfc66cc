import {
  type Environment,
  environmentCreateSchema,
  environmentQuerySchema,
  environmentSchema,
  environmentUpdateSchema,
} from '@tollgate/contract/resources/environment'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { createEnvironment } from '../../services/environment/create.ts'
import { getEnvironment } from '../../services/environment/get.ts'
import { listEnvironments } from '../../services/environment/list.ts'
import { removeEnvironment } from '../../services/environment/remove.ts'
import { updateEnvironment } from '../../services/environment/update.ts'
import type { EnvironmentRecord } from '../../storage/records.ts'
import { baseView, pageView } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Environments'

export const environmentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/environments',
    operationId: 'listEnvironments',
    summary: 'List environments',
    tag,
    access: 'environments:read',
    query: environmentQuerySchema,
    answer: pageSchema(environmentSchema),
    run: async (verb, { query }) => pageView(await listEnvironments(verb, query), environmentView),
  }),
  route({
    method: 'post',
    path: '/environments',
    operationId: 'createEnvironment',
    summary: 'Create an environment',
    tag,
    access: 'environments:manage',
    body: environmentCreateSchema,
    answer: environmentSchema,
    status: 201,
    run: async (verb, { body }) => environmentView(await createEnvironment(verb, body)),
  }),
  route({
    method: 'get',
    path: '/environments/{id}',
    operationId: 'getEnvironment',
    summary: 'Read an environment',
    tag,
    access: 'environments:read',
    params: idParamsSchema,
    answer: environmentSchema,
    run: async (verb, { params }) => environmentView(await getEnvironment(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/environments/{id}',
    operationId: 'updateEnvironment',
    summary: 'Change an environment; what is not given stays',
    tag,
    access: 'environments:manage',
    params: idParamsSchema,
    body: environmentUpdateSchema,
    answer: environmentSchema,
    run: async (verb, { params, body }) =>
      environmentView(await updateEnvironment(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/environments/{id}',
    operationId: 'deleteEnvironment',
    summary: 'Delete an environment that nothing is in; not the last one',
    tag,
    access: 'environments:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeEnvironment(verb, params.id)
      return undefined
    },
  }),
]

function environmentView(environment: EnvironmentRecord): Environment {
  const { name, hostNames, promotesFromId } = environment
  return { ...baseView(environment), name, hostNames: [...hostNames], promotesFromId }
}
