import {
  type AccessToken,
  accessTokenCreateSchema,
  accessTokenMadeSchema,
  accessTokenQuerySchema,
  accessTokenSchema,
} from '@tollgate/contract/resources/access-token'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { createAccessToken } from '../../services/access-token/create.ts'
import { getAccessToken } from '../../services/access-token/get.ts'
import { listAccessTokens } from '../../services/access-token/list.ts'
import { revokeAccessToken } from '../../services/access-token/revoke.ts'
import type { AccessTokenRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Access tokens'

export const accessTokenRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/access-tokens',
    operationId: 'listAccessTokens',
    summary: 'List your access tokens, or those of a person whom you manage',
    tag,
    access: 'signed-in',
    query: accessTokenQuerySchema,
    answer: pageSchema(accessTokenSchema),
    run: async (verb, { query }) =>
      pageView(await listAccessTokens(verb, query), (token) => tokenView(token, verb.now())),
  }),
  route({
    method: 'post',
    path: '/access-tokens',
    operationId: 'createAccessToken',
    summary: 'Make an access token of yours; it is shown this once',
    tag,
    access: 'signed-in',
    body: accessTokenCreateSchema,
    answer: accessTokenMadeSchema,
    status: 201,
    run: async (verb, { body }) => {
      const { accessToken, token } = await createAccessToken(verb, body)
      return { ...tokenView(accessToken, verb.now()), token }
    },
  }),
  route({
    method: 'get',
    path: '/access-tokens/{id}',
    operationId: 'getAccessToken',
    summary: 'Read what an access token is; never the token itself',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: accessTokenSchema,
    run: async (verb, { params }) => tokenView(await getAccessToken(verb, params.id), verb.now()),
  }),
  route({
    method: 'delete',
    path: '/access-tokens/{id}',
    operationId: 'revokeAccessToken',
    summary: 'Revoke an access token; the next request with it is refused',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await revokeAccessToken(verb, params.id)
      return undefined
    },
  }),
]

function tokenView(token: AccessTokenRecord, now: number): AccessToken {
  const { personId, name, lastFour, readOnly, expiresAt, lastUsedAt } = token
  return {
    ...baseView(token),
    ...{ personId, name, lastFour, readOnly },
    expiresAt: shownTime(expiresAt),
    isExpired: expiresAt !== null && expiresAt <= now,
    lastUsedAt: shownTime(lastUsedAt),
  }
}
