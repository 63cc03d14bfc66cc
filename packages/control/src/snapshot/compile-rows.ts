import type { DenyRuleRow, QuotaRow } from '@tollgate/contract/limits'
import type { ApplicationRow, KeyRow, PlanRow, SettingsRow, SubscriptionRow } from '@tollgate/contract/snapshot'
import { limitRows } from '../services/plan-limits.ts'
import type {
  ApiKeyRecord,
  ApplicationRecord,
  DenyRuleRecord,
  PersonRecord,
  PlanRecord,
  QuotaRecord,
  SubscriptionRecord,
  TeamRecord,
} from '../storage/records.ts'

/** Records → rows of the snapshot, one function a kind; all pure. */

export function compilePlan(plan: PlanRecord): PlanRow {
  const { id, name, limits, concurrencyMax, stopOnQuotaReach, outputTokensMax, models } = plan
  return {
    kind: 'plan',
    id,
    name,
    limits: limitRows(limits, stopOnQuotaReach),
    ...(concurrencyMax === null ? {} : { concurrencyMax }),
    outputTokensMax,
    models: models && [...models],
    basePlanId: null,
  }
}

export function compileApplication(
  application: ApplicationRecord,
  { team, owner }: { team: TeamRecord | undefined; owner: PersonRecord | undefined },
): ApplicationRow {
  return {
    kind: 'application',
    id: application.id,
    name: application.name,
    owner: owner?.email ?? application.ownerName,
    team: team?.name ?? null,
    teamId: team?.id ?? null,
    costCentre: application.costCentre ?? team?.costCentre ?? null,
  }
}

export function compileKey(key: ApiKeyRecord, person: PersonRecord | undefined): KeyRow {
  const isSuspended = key.personId !== null && person?.state !== 'active'
  return {
    kind: 'key',
    id: key.id,
    digest: key.digest,
    name: key.name,
    applicationId: key.applicationId,
    person: person?.email ?? key.personName,
    type: key.type,
    state: key.state === 'active' && isSuspended ? 'suspended' : key.state,
    expiresAt: key.expiresAt,
    allowedAddresses: [...key.allowedAddresses],
    allowedReferrers: [...key.allowedReferrers],
    testApiId: key.testApiId,
  }
}

/** What `packSubscription` makes of a row, and of which subscriptions the row has just that. */
export const packedProperties = ['id', 'applicationId', 'apiId', 'planId', 'state'] as const satisfies ReadonlyArray<
  keyof SubscriptionRecord
>
export const isPackedAsItIs = { state: ['active', 'blocked'], overrides: null, quotaResetAt: null } as const

/** A subscription that waits or was refused is not there for the gateway. */
export function compileSubscription(subscription: SubscriptionRecord): SubscriptionRow | undefined {
  const { id, applicationId, apiId, planId, state, quotaResetAt } = subscription
  if (state === 'pending' || state === 'refused') return undefined
  return {
    kind: 'subscription',
    id,
    applicationId,
    apiId,
    planId: subscription.overrides === null ? planId : overridesPlanId(id),
    state,
    ...(quotaResetAt === null ? {} : { resetAt: quotaResetAt }),
  }
}

/** A subscription with limits of its own has a plan of its own, until they end. */
export function compileOverrides(
  { id, planId, overrides }: SubscriptionRecord,
  plan: PlanRecord | undefined,
): PlanRow | undefined {
  if (overrides === null) return undefined
  const concurrencyMax = overrides.concurrencyMax ?? plan?.concurrencyMax ?? null
  return {
    kind: 'plan',
    id: overridesPlanId(id),
    name: plan?.name ?? 'own limits',
    limits: limitRows(overrides.limits, plan?.stopOnQuotaReach ?? true),
    ...(concurrencyMax === null ? {} : { concurrencyMax }),
    outputTokensMax: overrides.outputTokensMax ?? plan?.outputTokensMax ?? null,
    models: plan === undefined ? null : compilePlan(plan).models,
    basePlanId: planId,
    ...(overrides.endsAt === null ? {} : { endsAt: overrides.endsAt }),
  }
}

export function overridesPlanId(subscriptionId: string): string {
  return `plan_of_${subscriptionId}`
}

/** The subject is kept as gateways count by it. */
export function compileQuota(quota: QuotaRecord): QuotaRow {
  const { id, name, scope, subject, limits, concurrencyMax, stopOnQuotaReach, resetAt } = quota
  return {
    kind: 'quota',
    ...{ id, name, scope, subject, concurrencyMax, resetAt },
    limits: limitRows(limits, stopOnQuotaReach),
  }
}

/** One that is switched off is not there for the gateway. */
export function compileDenyRule(rule: DenyRuleRecord): DenyRuleRow | undefined {
  const { id, name, apiId, applicationId, person, addresses, isInverted, isEnabled } = rule
  if (!isEnabled) return undefined
  return {
    kind: 'deny-rule',
    id,
    name,
    apiId,
    applicationId,
    person,
    addresses: addresses && [...addresses],
    isInverted,
  }
}

export function compileSettings(pepper: string): SettingsRow {
  return { kind: 'settings', id: 'settings', pepper }
}
