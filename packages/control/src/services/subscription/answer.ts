import type { SubscriptionRecord } from '../../storage/records.ts'
import { answerRequest } from '../answer-request.ts'
import { openRequestOf } from '../open-request.ts'
import { conflict } from '../problem.ts'
import { change, current, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { subscriptionToDecide } from './find-subscription.ts'

export interface SubscriptionAnswer {
  readonly id: string
  readonly state: 'approved' | 'refused'
  readonly answer?: string | undefined
}

/** Approves or refuses what waits: the subscription itself, or another plan for it. Its request is answered with it. */
export function answerSubscription(verb: Verb, { id, state, answer }: SubscriptionAnswer): Promise<SubscriptionRecord> {
  const name = state === 'approved' ? 'approve' : 'refuse'
  return change(verb, `subscription.${name}`, async (writer) => {
    const { subscription } = await subscriptionToDecide(verb, writer, id)
    mayBeEdited(verb, subscription)
    expectRevision(verb, subscription)
    const request = await openRequestOf(writer, id, 'subscribe')
    if (request === undefined)
      throw conflict(`This subscription is ${subscription.state} and waits for no answer: there is nothing to ${name}.`)
    await answerRequest({ verb, writer }, request, { state, answer: answer ?? null })
    return await current({ ...verb, expectedRevision: undefined }, writer, { kind: 'subscription', id })
  })
}
