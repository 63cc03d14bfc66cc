import type { PlanRecord } from '../../storage/records.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { isForActor } from '../plan-audience.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { describeApis, type FoundApi } from './describe-apis.ts'
import { type Guardrail, guardrailsOf } from './guardrails-of.ts'
import { isVisible, subscribedApiIds } from './visible-apis.ts'

export interface CatalogueEntry extends FoundApi {
  /** That the actor may choose, in the API's order. */
  readonly plans: readonly PlanRecord[]
  readonly guardrails: readonly Guardrail[]
}

export async function getCatalogueEntry(verb: Verb, id: string): Promise<CatalogueEntry> {
  authoriseSomewhere(verb, 'catalogue:read')
  const reader = readerOf(verb)
  const api = await reader.get('api', id)
  const subscribed = await subscribedApiIds(reader, verb.actor)
  if (api === undefined || !isVisible(verb, api, subscribed)) throw notFound('API', id)
  const [found] = await describeApis(reader, [api], { subscribed, now: verb.now() })
  if (found === undefined) throw new Error('describeApis leaves nothing out')
  const plans = await reader.find('plan', { id: api.planIds })
  const offered = api.planIds.flatMap((planId) => plans.find((plan) => plan.id === planId) ?? [])
  const plansOfActor = offered.filter((plan) => isForActor(plan, verb.actor))
  return { ...found, plans: plansOfActor, guardrails: await guardrailsOf(verb, reader, api) }
}
