import type { OrganisationRecord, PersonRecord, TeamRecord } from '../../storage/records.ts'
import { ownsTeam } from '../team-owner.ts'
import { readerOf, type Verb } from '../verb.ts'

export interface DescribedMe {
  /** undefined: the machine itself. */
  readonly person: PersonRecord | undefined
  readonly teams: ReadonlyArray<{ readonly team: TeamRecord; readonly isOwner: boolean }>
  readonly organisation: OrganisationRecord
}

export async function describeMe(verb: Verb): Promise<DescribedMe> {
  const { actor, store } = verb
  const reader = readerOf(verb)
  const organisation = (await store.organisations()).find(({ id }) => id === actor.organisationId)
  if (organisation === undefined) throw new Error(`there is no organisation ${actor.organisationId}`)
  const teams: Array<{ team: TeamRecord; isOwner: boolean }> = []
  for (const team of await reader.find('team', { id: actor.teamIds }))
    teams.push({ team, isOwner: await ownsTeam(verb, reader, team.id) })
  const person = actor.personId === null ? undefined : await reader.get('person', actor.personId)
  return { person, teams, organisation }
}
