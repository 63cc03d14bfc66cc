import { applicationToRead } from '../application-access.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type LimitStanding, limitStandings } from './limit-states.ts'
import { planOwners } from './plan-owners.ts'
import { quotaOwners } from './quota-owners.ts'

/** Of its subscriptions, and of the quotas that count its calls by itself, its team or its keys. */
export async function quotaStateOfApplication(verb: Verb, id: string): Promise<LimitStanding[]> {
  const reader = readerOf(verb)
  const application = await applicationToRead(verb, reader, id)
  const subscriptions = await reader.find('subscription', { applicationId: application.id })
  const keys = await reader.find('apiKey', { applicationId: id })
  const quotas = await quotaOwners(reader, {
    application: [id],
    team: application.teamId === null ? [] : [application.teamId],
    key: keys.map((key) => key.id),
  })
  return await limitStandings(verb, [...(await planOwners(reader, subscriptions)), ...quotas])
}
