import { authorise, change, current, type Verb } from '../verb.ts'

/** What was still to be delivered to it is not. */
export async function removeAlertChannel(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'settings:manage')
  await change(verb, 'alertChannel.delete', async (writer) => {
    await writer.remove(
      'alertChannel',
      await current(verb, writer, { kind: 'alertChannel', id, what: 'alert channel' }),
    )
  })
}
