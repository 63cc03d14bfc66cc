import type { ToldCounter } from '@tollgate/contract/counter-report'
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

/** Where a plan or a quota says nothing else. */
export const warnAtPreset: readonly number[] = [50, 80, 100]

/** undefined: it is gone, or was given back whole since. */
export async function findOwner(reader: Reader, counter: ToldCounter): Promise<LimitOwner | undefined> {
  return await planOwner(reader, counter)
}

async function planOwner(reader: Reader, { ownerId }: ToldCounter): Promise<LimitOwner | undefined> {
  const subscription = await reader.get('subscription', ownerId)
  if (subscription === undefined || subscription.planId === null) return undefined
  const plan = await reader.get('plan', subscription.planId)
  const application = await reader.get('application', subscription.applicationId)
  const api = await reader.get('api', subscription.apiId)
  if (plan === undefined || application === undefined || api === undefined) return undefined
  return {
    label: `Plan ${plan.name} of application ${application.name} at ${labelOf(api)}`,
    applicationId: application.id,
    warnAt: warnAtPreset,
  }
}

function labelOf({ name, version }: ApiRecord): string {
  return `${name}/${version}`
}
