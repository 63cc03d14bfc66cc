import type { AlertChannelUpdate } from '@tollgate/contract/resources/alert-channel'
import { type ChannelTarget, openTarget, sealTarget } from '../../quota-state/channel-target.ts'
import type { AlertChannelRecord } from '../../storage/records.ts'
import { authorise, change, current, type Verb } from '../verb.ts'
import { checkedTarget, nameIsFree } from './check-channel.ts'

/** What is not given stays. */
export async function updateAlertChannel(
  verb: Verb,
  { id, changes }: { id: string; changes: AlertChannelUpdate },
): Promise<AlertChannelRecord> {
  authorise(verb, 'settings:manage')
  return await change(verb, 'alertChannel.update', async (writer) => {
    const channel = await current(verb, writer, { kind: 'alertChannel', id, what: 'alert channel' })
    const { name, isEnabled, recipients } = changes
    if (name !== undefined && name !== channel.name) await nameIsFree(writer, name)
    const known = channel.sealed === null ? undefined : openTarget(verb.vault, channel)
    const target = checkedTarget(verb, {
      type: channel.type,
      url: changes.url ?? known?.url,
      // Empty: Slack, which has none.
      secret: changes.secret ?? (known?.secret || undefined),
      recipients: recipients ?? channel.recipients,
    })
    return await writer.update('alertChannel', channel, {
      ...{ name, isEnabled, recipients },
      ...(target === null || isSame(target, known) ? {} : newTarget(verb, id, target)),
    })
  })
}

/** Sealing anew would look like a change. */
function isSame(target: ChannelTarget, known: ChannelTarget | undefined): boolean {
  return target.url === known?.url && target.secret === known.secret
}

function newTarget({ vault }: Verb, id: string, target: ChannelTarget) {
  return { target: new URL(target.url).origin, sealed: sealTarget(vault, id, target) }
}
