import type { SubscriptionRecord } from '../../storage/records.ts'
import { choosePlan } from '../choose-plan.ts'
import { openRequest, openRequestOf } from '../open-request.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { type FoundSubscription, subscriptionToChange } from './find-subscription.ts'

export interface PlanChange {
  readonly id: string
  readonly planId: string
  readonly why?: string | undefined
}

/**
 * A publisher's change is in force at once, and so is a developer's where the new plan asks for no approval; else the old plan stays
 * until a publisher has approved. Limits of its own end with the plan that they were given instead of.
 */
export function changePlan(verb: Verb, { id, planId, why = '' }: PlanChange): Promise<SubscriptionRecord> {
  return change(verb, 'subscription.changePlan', async (writer) => {
    const found = await subscriptionToChange(verb, writer, id)
    const { subscription, api } = found
    mayBeEdited(verb, subscription)
    expectRevision(verb, subscription)
    if (subscription.planId === planId) return subscription
    mustBeInUse(found)
    const plan = await choosePlan(verb, writer, { api, planId })
    const open = await openRequestOf(writer, id, 'subscribe')
    if (open !== undefined)
      throw conflict(
        `Another plan was asked for already, which waits for an answer (${open.id}): answer or withdraw that request first.`,
        'planId',
      )
    if (found.isPublisher || plan.approval === 'automatic')
      return await writer.update('subscription', subscription, { planId, overrides: null })
    const { applicationId, apiId } = subscription
    const about = { applicationId, apiId, planId, subscriptionId: id }
    await openRequest({ verb, writer }, { ...about, kind: 'subscribe', details: {}, why, endsAt: null })
    return subscription
  })
}

function mustBeInUse({ subscription, api, isPublisher }: FoundSubscription): void {
  const label = `${api.name}/${api.version}`
  if (subscription.state === 'pending')
    throw conflict(
      `This subscription to ${label} still waits for approval: remove it, and subscribe with the other plan.`,
    )
  if (subscription.state === 'refused')
    throw conflict(`This subscription to ${label} was refused: subscribe again, with the other plan.`)
  if (subscription.state === 'blocked' && !isPublisher)
    throw conflict(`This subscription to ${label} is blocked: ask those who look after the API.`)
}
