import { readerOf, type Verb } from '../verb.ts'
import { type DescribedSubscription, describeSubscription } from './describe.ts'
import { findSubscription } from './find-subscription.ts'

export async function getSubscription(verb: Verb, id: string): Promise<DescribedSubscription> {
  const reader = readerOf(verb)
  const { subscription } = await findSubscription(verb, reader, id)
  return await describeSubscription(reader, subscription)
}
