import type { ApplicationRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'

/** Removes an application with all that is its own: keys, which stop working at once, subscriptions, requests. */
export async function dropApplication(writer: Writer, application: ApplicationRecord): Promise<void> {
  const own = { applicationId: application.id }
  for (const request of await writer.find('request', own)) await writer.remove('request', request)
  for (const key of await writer.find('apiKey', own)) await writer.remove('apiKey', key)
  for (const subscription of await writer.find('subscription', own)) await writer.remove('subscription', subscription)
  await writer.remove('application', application)
}
