import type { TeamRecord } from '../../storage/records.ts'
import type { Reader, Writer } from '../../storage/store.ts'
import { setDefaultTeam } from '../default-team.ts'
import { mustHaveRolesOfTeam } from '../may-grant.ts'
import { conflict, invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('team', { name })
  if (holder !== undefined)
    throw conflict(`There is a team ${name} already (${holder.id}): choose another name.`, 'name')
}

/** A group of the identity provider brings its people into one team. */
export async function groupIsFree(reader: Reader, identityGroup: string): Promise<void> {
  const [holder] = await reader.find('team', { identityGroup })
  if (holder !== undefined)
    throw conflict(
      `The group ${identityGroup} is that of the team ${holder.name} (${holder.id}) already.`,
      'identityGroup',
    )
}

export async function ownerIsThere(reader: Reader, ownerId: string): Promise<void> {
  const owner = await reader.get('person', ownerId)
  if (owner === undefined) throw invalidField('ownerId', `names no person: ${ownerId}`)
  if (owner.state === 'suspended') throw invalidField('ownerId', `names somebody who is suspended: ${owner.name}`)
}

/** Who owns a team is in it. */
export async function ownerJoins(verb: Verb, writer: Writer, { id: teamId, ownerId }: TeamRecord): Promise<void> {
  if (ownerId === null || (await writer.count('membership', { teamId, personId: ownerId })) > 0) return
  await mustHaveRolesOfTeam(verb, writer, teamId)
  const always = { startsAt: null, endsAt: null }
  await writer.insert('membership', { teamId, personId: ownerId, role: 'owner', source: 'hand', ...always })
  const owner = await writer.get('person', ownerId)
  if (owner !== undefined && owner.defaultTeamId === null) await setDefaultTeam(writer, owner, teamId)
}
