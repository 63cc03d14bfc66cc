import {
  type Credential,
  credentialCreateSchema,
  credentialQuerySchema,
  credentialRotateSchema,
  credentialSchema,
  credentialUpdateSchema,
} from '@tollgate/contract/resources/credential'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { activateCredential } from '../../services/credential/activate.ts'
import { createCredential } from '../../services/credential/create.ts'
import type { SeenCredential } from '../../services/credential/credential-access.ts'
import { discardNext } from '../../services/credential/discard-next.ts'
import { getCredential } from '../../services/credential/get.ts'
import { listCredentials } from '../../services/credential/list.ts'
import { removeCredential } from '../../services/credential/remove.ts'
import { rotateCredential } from '../../services/credential/rotate.ts'
import { updateCredential } from '../../services/credential/update.ts'
import type { Verb } from '../../services/verb.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Credentials'
const dayMs = 86_400_000

export const credentialRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/credentials',
    operationId: 'listCredentials',
    summary: 'List credentials, without their secrets',
    tag,
    access: 'credentials:read',
    query: credentialQuerySchema,
    answer: pageSchema(credentialSchema),
    run: async (verb, { query }) => pageView(await listCredentials(verb, query), (seen) => credentialView(verb, seen)),
  }),
  route({
    method: 'post',
    path: '/credentials',
    operationId: 'createCredential',
    summary: 'Create a credential; its secret is kept encrypted and never shown again',
    tag,
    access: 'credentials:manage',
    body: credentialCreateSchema,
    answer: credentialSchema,
    status: 201,
    run: async (verb, { body }) => credentialView(verb, await createCredential(verb, body)),
  }),
  route({
    method: 'get',
    path: '/credentials/{id}',
    operationId: 'getCredential',
    summary: 'Read a credential, without its secret',
    tag,
    access: 'credentials:read',
    params: idParamsSchema,
    answer: credentialSchema,
    run: async (verb, { params }) => credentialView(verb, await getCredential(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/credentials/{id}',
    operationId: 'updateCredential',
    summary: 'Change a credential; another origin needs the secret again',
    tag,
    access: 'credentials:manage',
    params: idParamsSchema,
    body: credentialUpdateSchema,
    answer: credentialSchema,
    run: async (verb, { params, body }) =>
      credentialView(verb, await updateCredential(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/credentials/{id}',
    operationId: 'deleteCredential',
    summary: 'Delete a credential that no endpoint uses',
    tag,
    access: 'credentials:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeCredential(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'post',
    path: '/credentials/{id}/rotate',
    operationId: 'rotateCredential',
    summary: 'Give a credential a new secret, now or as the next one',
    tag,
    access: 'credentials:manage',
    params: idParamsSchema,
    body: credentialRotateSchema,
    answer: credentialSchema,
    run: async (verb, { params, body }) =>
      credentialView(verb, await rotateCredential(verb, { id: params.id, input: body })),
  }),
  route({
    method: 'post',
    path: '/credentials/{id}/activate',
    operationId: 'activateCredential',
    summary: 'Let the next secret take over',
    tag,
    access: 'credentials:manage',
    params: idParamsSchema,
    answer: credentialSchema,
    run: async (verb, { params }) => credentialView(verb, await activateCredential(verb, params.id)),
  }),
  route({
    method: 'delete',
    path: '/credentials/{id}/next',
    operationId: 'discardNextSecret',
    summary: 'Forget the next secret',
    tag,
    access: 'credentials:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await discardNext(verb, params.id)
      return undefined
    },
  }),
]

function credentialView({ now }: Verb, { credential, uses }: SeenCredential): Credential {
  const { providerId, name, origin, header, lastFour, rotatedAt, sealedNext, managedBy } = credential
  return {
    ...baseView(credential),
    providerId,
    name,
    origin,
    header,
    lastFour,
    rotatedAt: shownTime(rotatedAt),
    ageDays: Math.max(0, Math.floor((now() - rotatedAt) / dayMs)),
    hasNext: sealedNext !== null,
    usedBy: uses.map(({ api, endpointId, endpointName, isDeployed }) => ({
      apiId: api.id,
      apiName: `${api.name}/${api.version}`,
      endpointId,
      endpointName,
      isDeployed,
    })),
    managedBy,
  }
}
