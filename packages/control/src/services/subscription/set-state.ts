import type { SubscriptionRecord } from '../../storage/records.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { subscriptionToDecide } from './find-subscription.ts'

/** Its calls are refused from now on, until it is unblocked. Blocking a blocked one changes nothing. */
export function blockSubscription(verb: Verb, id: string): Promise<SubscriptionRecord> {
  return setState(verb, { id, state: 'blocked' })
}

export function unblockSubscription(verb: Verb, id: string): Promise<SubscriptionRecord> {
  return setState(verb, { id, state: 'active' })
}

function setState(verb: Verb, { id, state }: { id: string; state: 'active' | 'blocked' }): Promise<SubscriptionRecord> {
  const name = state === 'blocked' ? 'block' : 'unblock'
  return change(verb, `subscription.${name}`, async (writer) => {
    const { subscription } = await subscriptionToDecide(verb, writer, id)
    mayBeEdited(verb, subscription)
    expectRevision(verb, subscription)
    if (subscription.state === 'pending' || subscription.state === 'refused')
      throw conflict(`This subscription is ${subscription.state} and not in use: there is nothing to ${name}.`)
    return await writer.update('subscription', subscription, { state })
  })
}
