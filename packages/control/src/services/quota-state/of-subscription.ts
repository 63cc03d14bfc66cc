import { mayRead } from '../api-access.ts'
import { maySee } from '../application-access.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type LimitStanding, limitStandings } from './limit-states.ts'
import { planOwners } from './plan-owners.ts'

/** For whoever sees the application, or looks after the API. */
export async function quotaStateOfSubscription(verb: Verb, id: string): Promise<LimitStanding[]> {
  const reader = readerOf(verb)
  const subscription = await reader.get('subscription', id)
  if (subscription === undefined) throw notFound('subscription', id)
  const api = await reader.get('api', subscription.apiId)
  const application = await reader.get('application', subscription.applicationId)
  const isSeen = application !== undefined && api !== undefined && (maySee(verb, application) || mayRead(verb, api))
  if (!isSeen) throw notFound('subscription', id)
  return await limitStandings(verb, await planOwners(reader, [subscription]))
}
