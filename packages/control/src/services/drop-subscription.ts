import type { SubscriptionRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'

/** Removes a subscription. What was asked about it stays readable; what still waited for an answer is withdrawn. */
export async function dropSubscription(writer: Writer, subscription: SubscriptionRecord): Promise<void> {
  for (const request of await writer.find('request', { subscriptionId: subscription.id }))
    await writer.update('request', request, {
      subscriptionId: null,
      state: request.state === 'open' ? 'withdrawn' : request.state,
    })
  await writer.remove('subscription', subscription)
}
