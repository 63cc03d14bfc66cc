import type { SubscriptionRecord } from '../../storage/records.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, type Verb } from '../verb.ts'
import { subscriptionToDecide } from './find-subscription.ts'

/**
 * Gives back whole what a subscription has used of its plan: it is counted under another name from now on, at every gateway and over
 * restarts. Also of one that a file declares: the file does not say what was used.
 */
export function resetSubscriptionQuota(verb: Verb, id: string): Promise<SubscriptionRecord> {
  return change(verb, 'subscription.resetQuota', async (writer) => {
    const { subscription } = await subscriptionToDecide(verb, writer, id)
    expectRevision(verb, subscription)
    const { state, quotaResetAt } = subscription
    if (state === 'pending' || state === 'refused')
      throw conflict(`This subscription is ${state} and has used nothing: there is nothing to give back.`)
    // Twice in one millisecond is twice: the name has to be another one.
    return await writer.update('subscription', subscription, {
      quotaResetAt: Math.max(verb.now(), (quotaResetAt ?? 0) + 1),
    })
  })
}
