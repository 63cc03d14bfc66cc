import { idParamsSchema, idSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import {
  type Subscription,
  subscriptionApproveSchema,
  subscriptionCreateSchema,
  subscriptionOverridesSchema,
  subscriptionRefuseSchema,
  subscriptionSchema,
  subscriptionStateSchema,
  subscriptionUpdateSchema,
} from '@tollgate/contract/resources/subscription'
import { z } from 'zod'
import { shownLimit } from '../../services/plan-limits.ts'
import { answerSubscription } from '../../services/subscription/answer.ts'
import { changePlan } from '../../services/subscription/change-plan.ts'
import { createSubscription } from '../../services/subscription/create.ts'
import { type DescribedSubscription, describeSubscription } from '../../services/subscription/describe.ts'
import { getSubscription } from '../../services/subscription/get.ts'
import { listApiSubscriptions, listSubscriptions } from '../../services/subscription/list.ts'
import { overrideLimits } from '../../services/subscription/override-limits.ts'
import { removeSubscription } from '../../services/subscription/remove.ts'
import { resetSubscriptionQuota } from '../../services/subscription/reset-quota.ts'
import { blockSubscription, unblockSubscription } from '../../services/subscription/set-state.ts'
import { readerOf, type Verb } from '../../services/verb.ts'
import type { SubscriptionRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Subscriptions'

const filters = { state: subscriptionStateSchema.optional(), planId: idSchema.optional() }

const lists: readonly Route[] = [
  route({
    method: 'get',
    path: '/subscriptions',
    operationId: 'listSubscriptions',
    summary: 'List subscriptions of the applications that one sees, or of an API that one looks after',
    tag,
    access: 'signed-in',
    query: z.strictObject({
      ...pageQuery,
      ...filters,
      applicationId: idSchema.optional(),
      apiId: idSchema.optional(),
    }),
    answer: pageSchema(subscriptionSchema),
    run: async (verb, { query }) => pageView(await listSubscriptions(verb, query), subscriptionView),
  }),
  route({
    method: 'get',
    path: '/applications/{id}/subscriptions',
    operationId: 'listApplicationSubscriptions',
    summary: 'List the subscriptions of an application',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    query: z.strictObject({ ...pageQuery, ...filters, apiId: idSchema.optional() }),
    answer: pageSchema(subscriptionSchema),
    run: async (verb, { params, query }) =>
      pageView(await listSubscriptions(verb, { ...query, applicationId: params.id }), subscriptionView),
  }),
  route({
    method: 'get',
    path: '/apis/{id}/subscriptions',
    operationId: 'listApiSubscriptions',
    summary: 'List the subscriptions of an API',
    tag,
    access: 'apis:read',
    params: idParamsSchema,
    query: z.strictObject({ ...pageQuery, ...filters }),
    answer: pageSchema(subscriptionSchema),
    run: async (verb, { params, query }) =>
      pageView(await listApiSubscriptions(verb, { ...query, apiId: params.id }), subscriptionView),
  }),
  route({
    method: 'get',
    path: '/subscriptions/{id}',
    operationId: 'getSubscription',
    summary: 'Read a subscription',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: subscriptionSchema,
    run: async (verb, { params }) => subscriptionView(await getSubscription(verb, params.id)),
  }),
]

const developers: readonly Route[] = [
  route({
    method: 'post',
    path: '/applications/{id}/subscriptions',
    operationId: 'createSubscription',
    summary: 'Subscribe an application to an API; pending where the plan asks for approval',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: subscriptionCreateSchema,
    answer: subscriptionSchema,
    status: 201,
    run: async (verb, { params, body }) =>
      await shown(verb, await createSubscription(verb, { applicationId: params.id, input: body })),
  }),
  route({
    method: 'patch',
    path: '/subscriptions/{id}',
    operationId: 'updateSubscription',
    summary: 'Change the plan; by a developer the old one stays until approved, where the new one asks for that',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    body: subscriptionUpdateSchema,
    answer: subscriptionSchema,
    run: async (verb, { params, body }) => await shown(verb, await changePlan(verb, { id: params.id, ...body })),
  }),
  route({
    method: 'delete',
    path: '/subscriptions/{id}',
    operationId: 'deleteSubscription',
    summary: 'Unsubscribe, or take a subscription away; calls are refused at once',
    tag,
    access: 'applications:own',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeSubscription(verb, params.id)
      return undefined
    },
  }),
]

const publishers: readonly Route[] = [
  route({
    method: 'post',
    path: '/subscriptions/{id}/approve',
    operationId: 'approveSubscription',
    summary: 'Approve a pending subscription, or the plan that was asked for',
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    body: subscriptionApproveSchema,
    answer: subscriptionSchema,
    run: async (verb, { params, body }) =>
      await shown(verb, await answerSubscription(verb, { id: params.id, state: 'approved', ...body })),
  }),
  route({
    method: 'post',
    path: '/subscriptions/{id}/refuse',
    operationId: 'refuseSubscription',
    summary: 'Refuse a pending subscription, or the plan that was asked for',
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    body: subscriptionRefuseSchema,
    answer: subscriptionSchema,
    run: async (verb, { params, body }) =>
      await shown(verb, await answerSubscription(verb, { id: params.id, state: 'refused', ...body })),
  }),
  route({
    method: 'post',
    path: '/subscriptions/{id}/block',
    operationId: 'blockSubscription',
    summary: 'Refuse the calls of a subscription until it is unblocked',
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    answer: subscriptionSchema,
    run: async (verb, { params }) => await shown(verb, await blockSubscription(verb, params.id)),
  }),
  route({
    method: 'post',
    path: '/subscriptions/{id}/unblock',
    operationId: 'unblockSubscription',
    summary: 'Let a blocked subscription be used again',
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    answer: subscriptionSchema,
    run: async (verb, { params }) => await shown(verb, await unblockSubscription(verb, params.id)),
  }),
  route({
    method: 'put',
    path: '/subscriptions/{id}/overrides',
    operationId: 'overrideSubscriptionLimits',
    summary: "Give a subscription limits of its own instead of its plan's",
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    body: subscriptionOverridesSchema,
    answer: subscriptionSchema,
    run: async (verb, { params, body }) =>
      await shown(verb, await overrideLimits(verb, { id: params.id, overrides: body })),
  }),
  route({
    method: 'delete',
    path: '/subscriptions/{id}/overrides',
    operationId: 'endSubscriptionOverrides',
    summary: "Let the plan's limits hold again",
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    answer: subscriptionSchema,
    run: async (verb, { params }) => await shown(verb, await overrideLimits(verb, { id: params.id, overrides: null })),
  }),
]

const resets: readonly Route[] = [
  route({
    method: 'post',
    path: '/subscriptions/{id}/reset-quota',
    operationId: 'resetSubscriptionQuota',
    summary: 'Give back whole what a subscription has used of its plan',
    tag,
    access: 'subscriptions:manage',
    params: idParamsSchema,
    answer: subscriptionSchema,
    run: async (verb, { params }) => await shown(verb, await resetSubscriptionQuota(verb, params.id)),
  }),
]

export const subscriptionRoutes: readonly Route[] = [...lists, ...developers, ...publishers, ...resets]

async function shown(verb: Verb, subscription: SubscriptionRecord): Promise<Subscription> {
  return subscriptionView(await describeSubscription(readerOf(verb), subscription))
}

function subscriptionView({ subscription, ...names }: DescribedSubscription): Subscription {
  const { applicationId, apiId, planId, state, overrides, quotaResetAt, managedBy } = subscription
  return {
    ...baseView(subscription),
    ...names,
    applicationId,
    apiId,
    planId,
    state,
    overrides:
      overrides === null
        ? null
        : {
            limits: overrides.limits.map(shownLimit),
            concurrency: overrides.concurrencyMax ?? null,
            outputCap: overrides.outputTokensMax,
            endsAt: shownTime(overrides.endsAt),
          },
    quotaResetAt: shownTime(quotaResetAt),
    managedBy,
  }
}
