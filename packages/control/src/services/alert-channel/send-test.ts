import { newAlertId } from '../../storage/record-id.ts'
import { notFound } from '../problem.ts'
import { authorise, readerOf, type Verb } from '../verb.ts'

/** Sends an alert that says that it is a test, now and once; undefined: it was taken, else a sentence why not. */
export async function testAlertChannel(verb: Verb, id: string): Promise<string | undefined> {
  authorise(verb, 'settings:manage')
  const channel = await readerOf(verb).get('alertChannel', id)
  if (channel === undefined) throw notFound('alert channel', id)
  return await verb.alertSender.send(channel, newAlertId(), {
    type: 'quota.alert.test',
    percent: 0,
    usedPercent: 0,
    text: `This is a test of the alert channel ${channel.name}: nothing is used up.`,
    ...{ scope: 'plan', ownerId: '', subject: '', applicationId: null },
    ...{ metric: 'requests', per: 'day', limit: 0, used: 0, resetsAt: null },
    at: new Date(verb.now()).toISOString(),
  })
}
