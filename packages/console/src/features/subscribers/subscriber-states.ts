import type { SubscriptionState } from '@tollgate/contract/resources/subscription'
import type { Tone } from '../../ui/state-word.tsx'

/** The states of a subscription, as people say them. */
export const subscriberStates: Readonly<Record<SubscriptionState, readonly [word: string, tone: Tone]>> = {
  pending: ['waiting', 'info'],
  active: ['active', 'good'],
  blocked: ['blocked', 'bad'],
  refused: ['declined', 'plain'],
}

export const stateOptions = Object.entries(subscriberStates).map(([value, [label]]) => ({ value, label }))

export function stateOf(value: string | undefined): SubscriptionState | undefined {
  return Object.keys(subscriberStates).find((state): state is SubscriptionState => state === value)
}
