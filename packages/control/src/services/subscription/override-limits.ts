import type { SubscriptionOverridesInput } from '@tollgate/contract/resources/subscription'
import type { SubscriptionRecord } from '../../storage/records.ts'
import { storedLimit } from '../plan-limits.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { subscriptionToDecide } from './find-subscription.ts'

/** Gives a subscription limits of its own instead of its plan's, for a while or for good; null: the plan's again. */
export function overrideLimits(
  verb: Verb,
  { id, overrides }: { id: string; overrides: SubscriptionOverridesInput | null },
): Promise<SubscriptionRecord> {
  return change(verb, 'subscription.overrideLimits', async (writer) => {
    const { subscription } = await subscriptionToDecide(verb, writer, id)
    mayBeEdited(verb, subscription)
    expectRevision(verb, subscription)
    if (overrides === null) return await writer.update('subscription', subscription, { overrides })
    if (subscription.state === 'refused') throw conflict('This subscription was refused and has no limits.')
    const { limits, concurrency, outputCap, endsAt } = overrides
    const at = endsAt === null ? null : Date.parse(endsAt)
    if (at !== null && at <= verb.now()) throw invalidField('endsAt', 'lies in the past: say until when')
    return await writer.update('subscription', subscription, {
      overrides: {
        limits: limits.map(storedLimit),
        ...(concurrency === null ? {} : { concurrencyMax: concurrency }),
        outputTokensMax: outputCap,
        endsAt: at,
      },
    })
  })
}
