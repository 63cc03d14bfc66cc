import { mayUse, mustSeeApplications } from '../application-access.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type LimitStanding, limitStandings } from './limit-states.ts'
import { planOwners } from './plan-owners.ts'
import { quotaOwners } from './quota-owners.ts'

/** Of one's own applications and those of one's teams, and of the quotas that count oneself, one's teams, applications and keys. */
export async function myQuotaState(verb: Verb): Promise<LimitStanding[]> {
  mustSeeApplications(verb)
  const { personId, teamIds } = verb.actor
  if (personId === null) return []
  const reader = readerOf(verb)
  const own = await reader.find('application', { ownerId: personId })
  const ofTeams = await reader.find('application', { teamId: teamIds })
  const all = new Map([...own, ...ofTeams].map((application) => [application.id, application]))
  const mine = [...all.values()].filter((application) => mayUse(verb, application))
  const subscriptions = await reader.find('subscription', { applicationId: mine.map(({ id }) => id) })
  const person = await reader.get('person', personId)
  const keys = await reader.find('apiKey', { personId })
  const quotas = await quotaOwners(reader, {
    person: person === undefined ? [] : [person.email],
    team: teamIds,
    application: mine.map(({ id }) => id),
    key: keys.map(({ id }) => id),
  })
  return await limitStandings(verb, [...(await planOwners(reader, subscriptions)), ...quotas])
}
