import { allows } from '../../access/actor.ts'
import type { PlanRecord } from '../../storage/records.ts'
import { isForActor } from '../plan-audience.ts'
import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

export async function getPlan(verb: Verb, id: string): Promise<PlanRecord> {
  authorise(verb, 'plans:read')
  const plan = await readerOf(verb).get('plan', id)
  if (plan === undefined || !(allows(verb.actor, 'plans:manage') || isForActor(plan, verb.actor)))
    throw notFound('plan', id)
  return plan
}
