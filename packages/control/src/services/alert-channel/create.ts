import type { AlertChannelCreate } from '@tollgate/contract/resources/alert-channel'
import { sealTarget } from '../../quota-state/channel-target.ts'
import { newRecordId } from '../../storage/record-id.ts'
import type { AlertChannelRecord } from '../../storage/records.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { checkedTarget, nameIsFree } from './check-channel.ts'

const channelsMax = 50

export async function createAlertChannel(verb: Verb, input: AlertChannelCreate): Promise<AlertChannelRecord> {
  authorise(verb, 'settings:manage')
  const { name, type, recipients, isEnabled, url, secret } = input
  const target = checkedTarget(verb, { type, url, secret, recipients })
  const id = newRecordId('alertChannel')
  return await change(verb, 'alertChannel.create', async (writer) => {
    await nameIsFree(writer, name)
    await roomFor(writer, 'alertChannel', { what: 'alert channels', most: channelsMax })
    return await writer.insert('alertChannel', {
      ...{ id, name, type, recipients, isEnabled },
      target: target === null ? '' : new URL(target.url).origin,
      sealed: target === null ? null : sealTarget(verb.vault, id, target),
    })
  })
}
