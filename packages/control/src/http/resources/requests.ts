import { keyMadeSchema } from '@tollgate/contract/resources/api-key'
import {
  type AccessRequest,
  requestApproveSchema,
  requestCreateSchema,
  requestKindSchema,
  requestRefuseSchema,
  requestSchema,
  requestStateSchema,
} from '@tollgate/contract/resources/request'
import { idParamsSchema, idSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import { approveRequest, refuseRequest } from '../../services/request/answer.ts'
import { createRequest } from '../../services/request/create.ts'
import { createRequestedKey } from '../../services/request/create-key.ts'
import { type DescribedRequest, describeRequest } from '../../services/request/describe.ts'
import { getRequest } from '../../services/request/get.ts'
import { listRequests } from '../../services/request/list.ts'
import { withdrawRequest } from '../../services/request/withdraw.ts'
import { readerOf, type Verb } from '../../services/verb.ts'
import type { RequestRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'
import { madeView } from './api-keys.ts'

const tag = 'Requests'

const askers: readonly Route[] = [
  route({
    method: 'get',
    path: '/requests',
    operationId: 'listRequests',
    summary: "List requests: one's own, of the applications that one sees, and those that one may answer",
    tag,
    access: 'signed-in',
    query: z.strictObject({
      ...pageQuery,
      kind: requestKindSchema.optional(),
      state: requestStateSchema.optional(),
      applicationId: idSchema.optional(),
      apiId: idSchema.optional(),
      whose: z
        .enum(['own', 'answer'])
        .optional()
        .describe('own: made by you; answer: open, and yours to answer; left out: all that you see'),
    }),
    answer: pageSchema(requestSchema),
    run: async (verb, { query }) => pageView(await listRequests(verb, query), requestView),
  }),
  route({
    method: 'post',
    path: '/requests',
    operationId: 'createRequest',
    summary: 'Ask for higher limits, a model or a production key; a subscription is asked for by subscribing',
    tag,
    access: 'applications:own',
    body: requestCreateSchema,
    answer: requestSchema,
    status: 201,
    run: async (verb, { body }) => await shown(verb, await createRequest(verb, body)),
  }),
  route({
    method: 'get',
    path: '/requests/{id}',
    operationId: 'getRequest',
    summary: 'Read a request',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: requestSchema,
    run: async (verb, { params }) => requestView(await getRequest(verb, params.id)),
  }),
  route({
    method: 'post',
    path: '/requests/{id}/withdraw',
    operationId: 'withdrawRequest',
    summary: "Take back one's own request; a subscription that only waited for it goes with it",
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: requestSchema,
    run: async (verb, { params }) => await shown(verb, await withdrawRequest(verb, params.id)),
  }),
  route({
    method: 'post',
    path: '/requests/{id}/key',
    operationId: 'createRequestedKey',
    summary: 'Make the production key that was approved, once; the answer alone shows it',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    answer: keyMadeSchema,
    status: 201,
    run: async (verb, { params }) => await madeView(verb, await createRequestedKey(verb, params.id)),
  }),
]

const answerers: readonly Route[] = [
  route({
    method: 'post',
    path: '/requests/{id}/approve',
    operationId: 'approveRequest',
    summary: 'Approve a request, which does what was asked; a model is an answer only',
    tag,
    access: 'requests:answer',
    params: idParamsSchema,
    body: requestApproveSchema,
    answer: requestSchema,
    run: async (verb, { params, body }) =>
      await shown(verb, await approveRequest(verb, { id: params.id, input: body })),
  }),
  route({
    method: 'post',
    path: '/requests/{id}/refuse',
    operationId: 'refuseRequest',
    summary: 'Refuse a request, with a sentence that says why',
    tag,
    access: 'requests:answer',
    params: idParamsSchema,
    body: requestRefuseSchema,
    answer: requestSchema,
    run: async (verb, { params, body }) => await shown(verb, await refuseRequest(verb, { id: params.id, input: body })),
  }),
]

export const requestRoutes: readonly Route[] = [...askers, ...answerers]

async function shown(verb: Verb, request: RequestRecord): Promise<AccessRequest> {
  return requestView(await describeRequest(readerOf(verb), request))
}

function requestView({ request, ...names }: DescribedRequest): AccessRequest {
  const { kind, personId, applicationId, apiId, planId, subscriptionId, details } = request
  const { why, state, answeredById, answer, answeredAt, endsAt } = request
  return {
    ...baseView(request),
    ...names,
    ...{ kind, personId, applicationId, apiId, planId, subscriptionId, why, state, answeredById, answer },
    details: { ...details },
    answeredAt: shownTime(answeredAt),
    endsAt: shownTime(endsAt),
  }
}
