import {
  type Gateway,
  gatewayQuerySchema,
  gatewaySchema,
  gatewayUpdateSchema,
  type JoinTokenView,
  joinTokenCreateSchema,
  joinTokenMadeSchema,
  joinTokenQuerySchema,
  joinTokenViewSchema,
} from '@tollgate/contract/resources/gateway'
import { idParamsSchema, pageSchema } from '@tollgate/contract/resources/resource'
import { createJoinToken } from '../../services/gateway/create-join-token.ts'
import { getGateway } from '../../services/gateway/get.ts'
import { joinTokenState } from '../../services/gateway/join-token-state.ts'
import { listGateways } from '../../services/gateway/list.ts'
import { listJoinTokens } from '../../services/gateway/list-join-tokens.ts'
import { removeGateway } from '../../services/gateway/remove.ts'
import { removeJoinToken } from '../../services/gateway/remove-join-token.ts'
import { revokeGateway } from '../../services/gateway/revoke.ts'
import { updateGateway } from '../../services/gateway/update.ts'
import type { SeenGateway } from '../../services/gateway-health.ts'
import type { Verb } from '../../services/verb.ts'
import type { JoinTokenRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Gateways'

/** Join tokens first: `join-tokens` could also be the id of a gateway. */
export const gatewayRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/gateways/join-tokens',
    operationId: 'listJoinTokens',
    summary: 'List join tokens; what they are was shown once',
    tag,
    access: 'gateways:manage',
    query: joinTokenQuerySchema,
    answer: pageSchema(joinTokenViewSchema),
    run: async (verb, { query }) => pageView(await listJoinTokens(verb, query), (token) => joinTokenView(verb, token)),
  }),
  route({
    method: 'post',
    path: '/gateways/join-tokens',
    operationId: 'createJoinToken',
    summary: 'Make a token with which one gateway can join',
    tag,
    access: 'gateways:manage',
    body: joinTokenCreateSchema,
    answer: joinTokenMadeSchema,
    status: 201,
    run: async (verb, { body }) => {
      const { record, token } = await createJoinToken(verb, body)
      return { ...joinTokenView(verb, record), token }
    },
  }),
  route({
    method: 'delete',
    path: '/gateways/join-tokens/{id}',
    operationId: 'revokeJoinToken',
    summary: 'Revoke a join token; a gateway that joined with it stays',
    tag,
    access: 'gateways:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeJoinToken(verb, params.id)
      return undefined
    },
  }),
  route({
    method: 'get',
    path: '/gateways',
    operationId: 'listGateways',
    summary: 'List gateways: which version each has in force, and how it is',
    tag,
    access: 'gateways:read',
    query: gatewayQuerySchema,
    answer: pageSchema(gatewaySchema),
    run: async (verb, { query }) => pageView(await listGateways(verb, query), gatewayView),
  }),
  route({
    method: 'get',
    path: '/gateways/{id}',
    operationId: 'getGateway',
    summary: 'Read a gateway',
    tag,
    access: 'gateways:read',
    params: idParamsSchema,
    answer: gatewaySchema,
    run: async (verb, { params }) => gatewayView(await getGateway(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/gateways/{id}',
    operationId: 'updateGateway',
    summary: 'Rename a gateway',
    tag,
    access: 'gateways:manage',
    params: idParamsSchema,
    body: gatewayUpdateSchema,
    answer: gatewaySchema,
    run: async (verb, { params, body }) => gatewayView(await updateGateway(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'post',
    path: '/gateways/{id}/revoke',
    operationId: 'revokeGateway',
    summary: 'Revoke a gateway: its token opens nothing any more',
    tag,
    access: 'gateways:manage',
    params: idParamsSchema,
    answer: gatewaySchema,
    run: async (verb, { params }) => gatewayView(await revokeGateway(verb, params.id)),
  }),
  route({
    method: 'delete',
    path: '/gateways/{id}',
    operationId: 'deleteGateway',
    summary: 'Delete a gateway that was revoked',
    tag,
    access: 'gateways:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeGateway(verb, params.id)
      return undefined
    },
  }),
]

function gatewayView({ gateway, storeVersion, sighting }: SeenGateway): Gateway {
  const { environmentId, name, state, digest } = gateway
  return {
    ...baseView(gateway),
    environmentId,
    name,
    state,
    isLocal: digest === null,
    storeVersion,
    status: sighting === undefined ? null : statusView(sighting),
  }
}

function statusView({ seenAt, status, isHealthy, isInSync }: NonNullable<SeenGateway['sighting']>): Gateway['status'] {
  const { version, software, source, refused, openCalls, counters, startedAt } = status
  return {
    isHealthy,
    lastSeenAt: shownTime(seenAt),
    version,
    isInSync,
    software,
    source,
    refused,
    openCalls,
    // What an older Tollgate noted does not say.
    counters: counters ? { ...counters, since: shownTime(counters.since) } : null,
    startedAt: shownTime(startedAt),
  }
}

function joinTokenView({ now }: Verb, token: JoinTokenRecord): JoinTokenView {
  const { environmentId, name, expiresAt, usedAt } = token
  return {
    ...baseView(token),
    environmentId,
    name,
    state: joinTokenState(token, now()),
    expiresAt: shownTime(expiresAt),
    usedAt: shownTime(usedAt),
  }
}
