import type { SubscriptionState } from '@tollgate/contract/resources/subscription'
import type { Tone } from '../../ui/state-word.tsx'

/** The states of a subscription, and what they mean to its application. */
export const subscriptionStates: Readonly<
  Record<SubscriptionState, readonly [word: string, tone: Tone, meaning: string]>
> = {
  pending: ['waiting', 'info', 'A publisher has to approve it. Calls are refused until then.'],
  active: ['active', 'good', ''],
  blocked: ['blocked', 'bad', 'Its publisher blocked it: every call is refused. Ask them why.'],
  refused: ['declined', 'plain', 'It was declined. It may be asked for again in the catalogue.'],
}
