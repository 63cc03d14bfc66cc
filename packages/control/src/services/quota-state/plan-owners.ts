import type { SubscriptionRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { limitRows } from '../plan-limits.ts'
import type { OwnedLimits } from './limit-states.ts'

/** The limits of subscriptions: their own for as long as they have such, else their plans'. One that only waits has none. */
export async function planOwners(reader: Reader, all: readonly SubscriptionRecord[]): Promise<OwnedLimits[]> {
  const subscriptions = all.filter(({ state }) => state === 'active' || state === 'blocked')
  const plans = await reader.find('plan', { id: unique(subscriptions.flatMap(({ planId }) => planId ?? [])) })
  const applications = await reader.find('application', { id: unique(subscriptions.map((one) => one.applicationId)) })
  const apis = await reader.find('api', { id: unique(subscriptions.map(({ apiId }) => apiId)) })
  return subscriptions.flatMap((subscription) => {
    const { id, planId, applicationId, apiId, overrides, quotaResetAt } = subscription
    const plan = plans.find((one) => one.id === planId)
    const application = applications.find((one) => one.id === applicationId)
    const api = apis.find((one) => one.id === apiId)
    if (plan === undefined || application === undefined || api === undefined) return []
    return {
      ...{ scope: 'plan', ownerId: id, ownerName: plan.name, subject: '', resetAt: quotaResetAt ?? 0 },
      subjectName: `${application.name} at ${api.name}/${api.version}`,
      limits: limitRows(overrides?.limits ?? plan.limits, plan.stopOnQuotaReach),
      concurrencyMax: overrides?.concurrencyMax ?? plan.concurrencyMax,
    } satisfies OwnedLimits
  })
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
