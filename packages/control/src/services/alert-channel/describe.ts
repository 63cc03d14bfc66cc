import type { AlertChannelState } from '../../storage/alert-book.ts'
import type { AlertChannelRecord } from '../../storage/records.ts'
import type { Verb } from '../verb.ts'

export interface DescribedChannel {
  readonly channel: AlertChannelRecord
  /** undefined: nothing was ever sent to it. */
  readonly state: AlertChannelState | undefined
  /** Alerts that are still to be delivered. */
  readonly waiting: number
}

export async function describeChannels(
  { store, actor }: Verb,
  channels: readonly AlertChannelRecord[],
): Promise<DescribedChannel[]> {
  const states = await store.alerts.channelStates(channels.map(({ id }) => id))
  const waiting = await store.alerts.waiting(actor.organisationId)
  return channels.map((channel) => ({
    channel,
    state: states.find(({ channelId }) => channelId === channel.id),
    waiting: waiting.get(channel.id) ?? 0,
  }))
}

export async function describeChannel(verb: Verb, channel: AlertChannelRecord): Promise<DescribedChannel> {
  const [described] = await describeChannels(verb, [channel])
  if (described === undefined) throw new Error('describeChannels leaves nothing out')
  return described
}
