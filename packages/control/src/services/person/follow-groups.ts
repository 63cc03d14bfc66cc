import type { PersonRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { leaveDefaultTeam, setDefaultTeam } from '../default-team.ts'

/** Memberships as the identity provider's groups say; those made by hand stay as they are. */
export async function followGroups(
  writer: Writer,
  person: PersonRecord,
  { groups, now }: { groups: readonly string[]; now: number },
): Promise<void> {
  const personId = person.id
  const memberships = await writer.find('membership', { personId })
  const teams = await writer.find('team', { identityGroup: groups })
  const teamIds = new Set(teams.map(({ id }) => id))
  for (const { id: teamId } of teams) {
    if (memberships.some((membership) => membership.teamId === teamId)) continue
    const always = { startsAt: null, endsAt: null }
    await writer.insert('membership', { teamId, personId, role: 'member', source: 'oidc', ...always })
  }
  for (const membership of memberships) {
    if (membership.source !== 'oidc' || teamIds.has(membership.teamId)) continue
    await writer.remove('membership', membership)
    await leaveDefaultTeam(writer, { personId, teamId: membership.teamId, now })
  }
  const [first] = teams
  const current = await writer.get('person', personId)
  if (first !== undefined && current !== undefined && current.defaultTeamId === null)
    await setDefaultTeam(writer, current, first.id)
}
