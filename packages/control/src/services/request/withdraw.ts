import type { RequestRecord } from '../../storage/records.ts'
import { mustBeOpen } from '../answer-request.ts'
import { dropSubscription } from '../drop-subscription.ts'
import { change, current, expectRevision, type Verb } from '../verb.ts'
import { ownRequest } from './find-request.ts'

/** A subscription that only waited for it goes with it. */
export function withdrawRequest(verb: Verb, id: string): Promise<RequestRecord> {
  return change(verb, 'request.withdraw', async (writer) => {
    const { request } = await ownRequest(verb, writer, id)
    expectRevision(verb, request)
    mustBeOpen(request)
    const { kind, subscriptionId } = request
    const subscription =
      kind === 'subscribe' && subscriptionId !== null ? await writer.get('subscription', subscriptionId) : undefined
    if (subscription?.state !== 'pending') return await writer.update('request', request, { state: 'withdrawn' })
    await dropSubscription(writer, subscription)
    return await current({ ...verb, expectedRevision: undefined }, writer, { kind: 'request', id })
  })
}
