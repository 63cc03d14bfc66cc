import { planLimitsMax } from '@tollgate/contract/resources/limit'
import type { QuotaRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict } from '../problem.ts'

/** What a gateway reserves under at once (gateway/src/counters/counter-rules.ts). */
const limitsOfCallMax = 32
/** A plan's own, and how many of its calls may be open. */
const limitsOfPlanMax = planLimitsMax + 1

type Limits = Pick<QuotaRecord, 'scope' | 'subject' | 'limits' | 'concurrencyMax'>

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('quota', { name })
  if (holder !== undefined)
    throw conflict(`There is a quota ${name} already (${holder.id}): choose another name.`, 'name')
}

/** A quota without a limit would look like one that protects. */
export function mustLimit({ limits, concurrencyMax }: Limits): void {
  if (limits.length === 0 && concurrencyMax === null)
    throw conflict('A quota limits something: give it limits, concurrency, or both.', 'limits')
}

/**
 * However the quotas fall together, a call stays below what gateways reserve under at once. `quota` is as it is to be saved; `id`
 * where it is saved already.
 */
export async function mustFitOneCall(reader: Reader, quota: Limits, id?: string): Promise<void> {
  const others = (await reader.find('quota', {})).filter((other) => other.id !== id)
  const all: readonly Limits[] = [...others, quota]
  const isOfEndpoint = quota.scope === 'endpoint'
  const most = isOfEndpoint ? limitsOfCallMax : limitsOfCallMax - limitsOfPlanMax
  const together = mostOnOneCall(all.filter(({ scope }) => (scope === 'endpoint') === isOfEndpoint))
  if (together <= most) return
  throw conflict(
    `With this quota ${together} limits could hold for one call, and ${most} beside those of its plan are the most: make one quota of several, or take limits off some.`,
    'limits',
  )
}

/** Of each scope those for everybody, and the subject with the most. */
function mostOnOneCall(quotas: readonly Limits[]): number {
  let together = 0
  for (const [, ofScope] of Map.groupBy(quotas, ({ scope }) => scope)) {
    const bySubject = Map.groupBy(ofScope, ({ subject }) => subject)
    const counts = [...bySubject].map(([subject, ofSubject]) => ({ subject, count: sum(ofSubject) }))
    const general = counts.find(({ subject }) => subject === null)?.count ?? 0
    together += general + counts.reduce((max, { subject, count }) => (subject === null ? max : Math.max(max, count)), 0)
  }
  return together
}

function sum(quotas: readonly Limits[]): number {
  return quotas.reduce((all, { limits, concurrencyMax }) => all + limits.length + (concurrencyMax === null ? 0 : 1), 0)
}
