import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'
import { type DescribedChannel, describeChannel } from './describe.ts'

export async function getAlertChannel(verb: Verb, id: string): Promise<DescribedChannel> {
  authorise(verb, 'settings:read')
  const channel = await readerOf(verb).get('alertChannel', id)
  if (channel === undefined) throw notFound('alert channel', id)
  return await describeChannel(verb, channel)
}
