import {
  type Key,
  type KeyMade,
  keyCreateSchema,
  keyMadeSchema,
  keyRotateSchema,
  keySchema,
  keyStateSchema,
  keyTypeSchema,
  keyUpdateSchema,
  testKeyCreateSchema,
} from '@tollgate/contract/resources/api-key'
import { idParamsSchema, idSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import { createKey } from '../../services/api-key/create.ts'
import { createTestKey } from '../../services/api-key/create-test-key.ts'
import { type DescribedKey, describeKey } from '../../services/api-key/describe.ts'
import { getKey } from '../../services/api-key/get.ts'
import { listKeys } from '../../services/api-key/list.ts'
import { removeKey } from '../../services/api-key/remove.ts'
import { revokeKey } from '../../services/api-key/revoke.ts'
import { rotateKey } from '../../services/api-key/rotate.ts'
import { updateKey } from '../../services/api-key/update.ts'
import { keyState } from '../../services/api-key-life.ts'
import type { MadeKey } from '../../services/make-asked-key.ts'
import { readerOf, type Verb } from '../../services/verb.ts'
import type { ApiKeyRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'API keys'

const filters = {
  ...pageQuery,
  search: z.string().max(100).optional().describe('part of the name'),
  personId: idSchema.optional(),
  state: keyStateSchema.optional(),
  type: keyTypeSchema.optional(),
}

const lists: readonly Route[] = [
  route({
    method: 'get',
    path: '/keys',
    operationId: 'listKeys',
    summary: 'List the keys of all applications that one sees',
    tag,
    access: 'signed-in',
    query: z.strictObject({ ...filters, applicationId: idSchema.optional() }),
    answer: pageSchema(keySchema),
    run: async (verb, { query }) => pageView(await listKeys(verb, query), (key) => keyView(verb, key)),
  }),
  route({
    method: 'get',
    path: '/applications/{id}/keys',
    operationId: 'listApplicationKeys',
    summary: 'List the keys of an application',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    query: z.strictObject(filters),
    answer: pageSchema(keySchema),
    run: async (verb, { params, query }) =>
      pageView(await listKeys(verb, { ...query, applicationId: params.id }), (key) => keyView(verb, key)),
  }),
  route({
    method: 'get',
    path: '/keys/{id}',
    operationId: 'getKey',
    summary: 'Read a key; its text is never shown again',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: keySchema,
    run: async (verb, { params }) => keyView(verb, await getKey(verb, params.id)),
  }),
]

const makers: readonly Route[] = [
  route({
    method: 'post',
    path: '/applications/{id}/keys',
    operationId: 'createKey',
    summary: 'Make a key; the answer alone shows it',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: keyCreateSchema,
    answer: keyMadeSchema,
    status: 201,
    run: async (verb, { params, body }) =>
      await madeView(verb, await createKey(verb, { applicationId: params.id, input: body })),
  }),
  route({
    method: 'post',
    path: '/keys/{id}/rotate',
    operationId: 'rotateKey',
    summary: 'Make a new key in place of one, which works on until the overlap is over',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: keyRotateSchema,
    answer: keyMadeSchema,
    status: 201,
    run: async (verb, { params, body }) => await madeView(verb, await rotateKey(verb, { id: params.id, input: body })),
  }),
  route({
    method: 'post',
    path: '/apis/{id}/test-keys',
    operationId: 'createTestKey',
    summary: 'Make a key of a day at most that opens this API alone, before it is published too',
    tag,
    access: 'apis:manage',
    params: idParamsSchema,
    body: testKeyCreateSchema,
    answer: keyMadeSchema,
    status: 201,
    run: async (verb, { params, body }) =>
      await madeView(verb, await createTestKey(verb, { apiId: params.id, input: body })),
  }),
]

const changes: readonly Route[] = [
  route({
    method: 'patch',
    path: '/keys/{id}',
    operationId: 'updateKey',
    summary: 'Change name, end or restrictions of a key; what is not given stays',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: keyUpdateSchema,
    answer: keySchema,
    run: async (verb, { params, body }) => await shown(verb, await updateKey(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'post',
    path: '/keys/{id}/revoke',
    operationId: 'revokeKey',
    summary: 'End a key at once; again it changes nothing',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: keySchema,
    run: async (verb, { params }) => await shown(verb, await revokeKey(verb, params.id)),
  }),
  route({
    method: 'delete',
    path: '/keys/{id}',
    operationId: 'deleteKey',
    summary: 'Forget a key that is revoked or expired',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeKey(verb, params.id)
      return undefined
    },
  }),
]

export const apiKeyRoutes: readonly Route[] = [...lists, ...makers, ...changes]

/** Also what a request that was approved answers with. */
export async function madeView(verb: Verb, { record, key }: MadeKey): Promise<KeyMade> {
  return { ...(await shown(verb, record)), key }
}

async function shown(verb: Verb, key: ApiKeyRecord): Promise<Key> {
  return keyView(verb, await describeKey(readerOf(verb), key))
}

function keyView({ now }: Verb, { key, applicationName, personName }: DescribedKey): Key {
  const { applicationId, personId, environmentId, name, type, lastFour, rotatedFromId, testApiId, managedBy } = key
  return {
    ...baseView(key),
    ...{ applicationId, applicationName, personId, personName, environmentId, name, type, lastFour },
    state: keyState(key, now()),
    expiresAt: shownTime(key.expiresAt),
    allowedAddresses: [...key.allowedAddresses],
    allowedReferrers: [...key.allowedReferrers],
    rotatedFromId,
    lastUsedAt: shownTime(key.lastUsedAt),
    testApiId,
    managedBy,
  }
}
