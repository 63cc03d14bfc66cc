import type { ToldCounter } from '@tollgate/contract/counter-report'
import { quotaSubjectNames } from '../services/quota-subject-names.ts'
import type { ApiRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'

/** Whose a limit is, in words, and when to warn. */
export interface LimitOwner {
  /** `Plan AIBronze of application shop` */
  readonly label: string
  readonly applicationId: string | null
  /** Percentages. */
  readonly warnAt: readonly number[]
}

/** undefined: it is gone, or was given back whole since. */
export async function findOwner(reader: Reader, counter: ToldCounter): Promise<LimitOwner | undefined> {
  return counter.scope === 'plan' ? await planOwner(reader, counter) : await quotaOwner(reader, counter)
}

async function planOwner(reader: Reader, { ownerId, resetAt }: ToldCounter): Promise<LimitOwner | undefined> {
  const subscription = await reader.get('subscription', ownerId)
  if (subscription === undefined || subscription.planId === null) return undefined
  if ((subscription.quotaResetAt ?? 0) !== resetAt) return undefined
  const plan = await reader.get('plan', subscription.planId)
  const application = await reader.get('application', subscription.applicationId)
  const api = await reader.get('api', subscription.apiId)
  if (plan === undefined || application === undefined || api === undefined) return undefined
  return {
    label: `Plan ${plan.name} of application ${application.name} at ${labelOf(api)}`,
    applicationId: application.id,
    warnAt: plan.warnAt,
  }
}

async function quotaOwner(reader: Reader, { ownerId, subject, resetAt }: ToldCounter): Promise<LimitOwner | undefined> {
  const quota = await reader.get('quota', ownerId)
  if (quota === undefined || (quota.resetAt ?? 0) !== resetAt) return undefined
  const { name, scope, warnAt } = quota
  const names = await quotaSubjectNames(reader, [{ scope, subject }])
  const whose = scope === 'organisation' ? '' : ` of ${scopeNames[scope]} ${names.get(subject) ?? subject}`
  return { label: `Quota ${name}${whose}`, applicationId: scope === 'application' ? subject : null, warnAt }
}

const scopeNames = {
  team: 'team',
  person: 'person',
  application: 'application',
  key: 'key',
  api: 'API',
  model: 'model',
  endpoint: 'endpoint',
} as const

function labelOf({ name, version }: ApiRecord): string {
  return `${name}/${version}`
}
