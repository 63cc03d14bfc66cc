import type { ApplicationRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { dropDenyRules, dropQuotas } from './drop-quotas.ts'

/** Removes an application with all that is its own: keys, which stop working at once, subscriptions, requests, quotas, deny rules. */
export async function dropApplication(writer: Writer, application: ApplicationRecord): Promise<void> {
  const own = { applicationId: application.id }
  for (const request of await writer.find('request', own)) await writer.remove('request', request)
  const keys = await writer.find('apiKey', own)
  await dropQuotas(writer, 'application', [application.id])
  await dropQuotas(
    writer,
    'key',
    keys.map(({ id }) => id),
  )
  await dropDenyRules(writer, own)
  for (const key of keys) await writer.remove('apiKey', key)
  for (const subscription of await writer.find('subscription', own)) await writer.remove('subscription', subscription)
  await writer.remove('application', application)
}
