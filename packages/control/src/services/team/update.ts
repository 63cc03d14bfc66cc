import type { TeamUpdate } from '@tollgate/contract/resources/team'
import type { TeamRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { mustHaveRolesOfTeam } from '../may-grant.ts'
import { change, expectRevision, type Verb } from '../verb.ts'
import { groupIsFree, nameIsFree, ownerIsThere, ownerJoins } from './check-team.ts'
import { teamToManage } from './team-access.ts'

/** What is not given stays. */
export function updateTeam(verb: Verb, { id, changes }: { id: string; changes: TeamUpdate }): Promise<TeamRecord> {
  return change(verb, 'team.update', async (writer) => {
    const team = await teamToManage(verb, writer, id)
    expectRevision(verb, team)
    await checkChanges(verb, writer, { team, changes })
    const updated = await writer.update('team', team, changes)
    if (updated.ownerId !== team.ownerId) await ownerJoins(verb, writer, updated)
    return updated
  })
}

async function checkChanges(
  verb: Verb,
  writer: Writer,
  { team, changes: { name, ownerId, identityGroup } }: { team: TeamRecord; changes: TeamUpdate },
): Promise<void> {
  if (name !== undefined && name !== team.name) await nameIsFree(writer, name)
  if (ownerId && ownerId !== team.ownerId) await ownerIsThere(writer, ownerId)
  if (!identityGroup || identityGroup === team.identityGroup) return
  await groupIsFree(writer, identityGroup)
  // Whoever is in that group gets the team's roles.
  await mustHaveRolesOfTeam(verb, writer, team.id)
}
