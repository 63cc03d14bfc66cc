import type { Reader } from '../storage/store.ts'
import { isCurrent } from './membership-life.ts'
import type { Verb } from './verb.ts'

/** Whether the actor owns the team: is its owner, or a member in that role, now. */
export async function ownsTeam({ actor, now }: Verb, reader: Reader, teamId: string | null): Promise<boolean> {
  if (actor.personId === null || teamId === null) return false
  const team = await reader.get('team', teamId)
  if (team?.ownerId === actor.personId) return true
  const [membership] = await reader.find('membership', { teamId, personId: actor.personId })
  return membership?.role === 'owner' && isCurrent(membership, now())
}

export async function isInTeam(
  reader: Reader,
  { teamId, personId, now }: { teamId: string; personId: string; now: number },
): Promise<boolean> {
  const [membership] = await reader.find('membership', { teamId, personId })
  return membership !== undefined && isCurrent(membership, now)
}
