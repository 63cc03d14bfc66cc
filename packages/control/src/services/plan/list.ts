import { allows } from '../../access/actor.ts'
import type { PlanRecord } from '../../storage/records.ts'
import type { Page } from '../../storage/store.ts'
import { isForActor } from '../plan-audience.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

export interface PlanQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly search?: string | undefined
}

/** Who does not manage plans sees those that they may choose. */
export async function listPlans(verb: Verb, { limit, after, search }: PlanQuery): Promise<Page<PlanRecord>> {
  authorise(verb, 'plans:read')
  const page = await readerOf(verb).page('plan', {
    limit,
    after,
    search: search === undefined ? undefined : { columns: ['name', 'description'], text: search },
  })
  if (allows(verb.actor, 'plans:manage')) return page
  return { ...page, items: page.items.filter((plan) => isForActor(plan, verb.actor)) }
}
