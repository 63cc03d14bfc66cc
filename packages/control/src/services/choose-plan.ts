import { allows } from '../access/actor.ts'
import type { ApiRecord, PlanRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { isForActor } from './plan-audience.ts'
import { conflict, invalidField } from './problem.ts'
import type { Verb } from './verb.ts'

/** The plan of that id, where the API offers it to the actor; without an id the only one that is offered. */
export async function choosePlan(
  verb: Verb,
  reader: Reader,
  { api, planId }: { api: ApiRecord; planId: string | undefined },
): Promise<PlanRecord> {
  const offered = await offeredPlans(verb, reader, api)
  const label = `${api.name}/${api.version}`
  const named = offered.map(({ id, name }) => `${name} (${id})`).join(', ')
  if (planId !== undefined) {
    const chosen = offered.find(({ id }) => id === planId)
    if (chosen !== undefined) return chosen
    const choice = offered.length === 0 ? 'there is none for you' : `there is ${named}`
    throw invalidField('planId', `names no plan that ${label} offers you: ${planId}; ${choice}`)
  }
  const [only] = offered
  if (only === undefined)
    throw conflict(`${label} offers no plan for you: ask its publisher, or somebody whose team has one.`, 'planId')
  if (offered.length > 1) throw invalidField('planId', `is missing: ${label} offers ${named}`)
  return only
}

/** In the API's order. Who manages plans may give any of them. */
async function offeredPlans({ actor }: Verb, reader: Reader, { planIds }: ApiRecord): Promise<PlanRecord[]> {
  const plans = await reader.find('plan', { id: planIds })
  const inOrder = planIds.flatMap((id) => plans.find((plan) => plan.id === id) ?? [])
  return allows(actor, 'plans:manage') ? inOrder : inOrder.filter((plan) => isForActor(plan, actor))
}
