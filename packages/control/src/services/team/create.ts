import type { TeamCreate } from '@tollgate/contract/resources/team'
import type { TeamRecord } from '../../storage/records.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { groupIsFree, nameIsFree, ownerIsThere, ownerJoins } from './check-team.ts'

const teamsMax = 10_000

export function createTeam(verb: Verb, input: TeamCreate): Promise<TeamRecord> {
  authorise(verb, 'teams:manage')
  return change(verb, 'team.create', async (writer) => {
    await roomFor(writer, 'team', { what: 'teams', most: teamsMax })
    await nameIsFree(writer, input.name)
    if (input.identityGroup !== null) await groupIsFree(writer, input.identityGroup)
    if (input.ownerId !== null) await ownerIsThere(writer, input.ownerId)
    const team = await writer.insert('team', input)
    await ownerJoins(verb, writer, team)
    return team
  })
}
