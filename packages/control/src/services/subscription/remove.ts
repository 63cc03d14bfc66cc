import { dropSubscription } from '../drop-subscription.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { subscriptionToChange } from './find-subscription.ts'

/** By a developer or by a publisher; the application's calls of the API are refused at once. */
export function removeSubscription(verb: Verb, id: string): Promise<void> {
  return change(verb, 'subscription.delete', async (writer) => {
    const { subscription, api, isPublisher } = await subscriptionToChange(verb, writer, id)
    mayBeEdited(verb, subscription)
    expectRevision(verb, subscription)
    // Else whoever is blocked would subscribe anew and be in again.
    if (subscription.state === 'blocked' && !isPublisher)
      throw conflict(
        `This subscription to ${api.name}/${api.version} is blocked, so only those who look after the API can remove it.`,
      )
    await dropSubscription(writer, subscription)
  })
}
