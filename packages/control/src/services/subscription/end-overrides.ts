import type { SubscriptionRecord } from '../../storage/records.ts'
import { authorise, change, readerOf, type Verb } from '../verb.ts'

const sliceRecords = 200

/** Periodic work: takes limits off whose time is over, so that the plans' hold again. Returns how many. */
export async function endOverrides(verb: Verb): Promise<number> {
  authorise(verb, 'subscriptions:manage')
  const due = await dueSubscriptions(verb)
  if (due.length === 0) return 0
  return await change(verb, 'subscription.endOverrides', async (writer) => {
    let ended = 0
    for (const id of due) {
      const subscription = await writer.get('subscription', id)
      // Somebody may have given it another end meanwhile.
      if (subscription === undefined || !isOver(subscription, verb.now())) continue
      await writer.update('subscription', subscription, { overrides: null })
      ended++
    }
    return ended
  })
}

/** In slices: nobody has to wait for it. */
async function dueSubscriptions(verb: Verb): Promise<string[]> {
  const reader = readerOf(verb)
  const due: string[] = []
  let after: string | undefined
  do {
    const page = await reader.page('subscription', { limit: sliceRecords, after })
    due.push(...page.items.filter((subscription) => isOver(subscription, verb.now())).map(({ id }) => id))
    after = page.next ?? undefined
  } while (after !== undefined)
  return due
}

function isOver({ overrides }: SubscriptionRecord, now: number): boolean {
  return overrides !== null && overrides.endsAt !== null && overrides.endsAt <= now
}
