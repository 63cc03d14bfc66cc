import type { Actor } from '../../access/actor.ts'
import type { ApiRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { isMeantFor } from '../api-visibility.ts'
import type { Verb } from '../verb.ts'

/** States that somebody finds an API in: whoever uses it goes on finding it when it is blocked or deprecated. */
export const foundStates = ['published', 'blocked', 'deprecated'] as const

/** The APIs that applications of the actor, or of the actor's teams, are subscribed to. */
export async function subscribedApiIds(reader: Reader, { personId, teamIds }: Actor): Promise<ReadonlySet<string>> {
  const own = personId === null ? [] : await reader.find('application', { ownerId: personId })
  const ofTeams = await reader.find('application', { teamId: teamIds })
  const applicationId = [...new Set([...own, ...ofTeams].map(({ id }) => id))]
  const subscriptions = await reader.find('subscription', { applicationId, state: ['active', 'blocked'] })
  return new Set(subscriptions.map(({ apiId }) => apiId))
}

/** One of those who are meant to see it, or who look after it. */
export function isVisible(verb: Verb, api: ApiRecord, subscribed: ReadonlySet<string>): boolean {
  const { state } = api
  if (state !== 'published' && !(foundStates.some((found) => found === state) && subscribed.has(api.id))) return false
  return isMeantFor(verb, api)
}
