import { type LimitState, type QuotaState, quotaStateSchema } from '@tollgate/contract/resources/quota-state'
import { idParamsSchema } from '@tollgate/contract/resources/resource'
import { periodText } from '../../quota-state/alert-text.ts'
import type { LimitStanding } from '../../services/quota-state/limit-states.ts'
import { myQuotaState } from '../../services/quota-state/mine.ts'
import { quotaStateOfApplication } from '../../services/quota-state/of-application.ts'
import { quotaStateOfSubscription } from '../../services/quota-state/of-subscription.ts'
import { shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Quota state'

export const quotaStateRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/me/quota-state',
    operationId: 'getMyQuotaState',
    summary: "See what is left of your own limits: of your applications', your keys' and your quotas",
    tag,
    access: 'signed-in',
    answer: quotaStateSchema,
    run: async (verb) => quotaStateView(await myQuotaState(verb)),
  }),
  route({
    method: 'get',
    path: '/applications/{id}/quota-state',
    operationId: 'getApplicationQuotaState',
    summary: 'See what is left of the limits of an application',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: quotaStateSchema,
    run: async (verb, { params }) => quotaStateView(await quotaStateOfApplication(verb, params.id)),
  }),
  route({
    method: 'get',
    path: '/subscriptions/{id}/quota-state',
    operationId: 'getSubscriptionQuotaState',
    summary: 'See what is left of the limits of a subscription',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: quotaStateSchema,
    run: async (verb, { params }) => quotaStateView(await quotaStateOfSubscription(verb, params.id)),
  }),
]

function quotaStateView(standings: readonly LimitStanding[]): QuotaState {
  return { items: standings.map(limitStateView) }
}

function limitStateView({ owner, row, limit, standing }: LimitStanding): LimitState {
  const { scope, ownerId, ownerName, subject, subjectName } = owner
  const { used = 0, reserved = 0, resetsAt = null, asOf = null } = standing ?? {}
  return {
    ...{ scope, ownerId, ownerName, subject, subjectName },
    metric: row?.metric ?? 'concurrency',
    per: row === null ? null : periodText(row),
    window: row === null ? null : (row.window ?? 'calendar'),
    timeZone: row?.timeZone ?? null,
    isSoft: row?.isSoft ?? false,
    ...{ limit, used, reserved },
    remaining: Math.max(0, limit - used - reserved),
    usedPercent: usedPercentOf(row === null ? reserved : used, limit),
    resetsAt: shownTime(resetsAt),
    asOf: shownTime(asOf),
  }
}

/** With one digit behind the point, rounded down: 100 is 100. */
function usedPercentOf(used: number, limit: number): number {
  return limit === 0 ? 100 : Math.floor((used / limit) * 1_000) / 10
}
