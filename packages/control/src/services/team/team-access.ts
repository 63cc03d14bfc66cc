import { allows, scopeOf } from '../../access/actor.ts'
import type { TeamRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { notFound, Problem } from '../problem.ts'
import { ownsTeam } from '../team-owner.ts'
import { readerOf, type Verb } from '../verb.ts'

/** Ids of the teams that the actor sees: all, or one's own and those that a role shows. */
export async function seenTeams(verb: Verb): Promise<'all' | readonly string[]> {
  const { actor } = verb
  const scope = scopeOf(actor, 'teams:read')
  if (scope === 'everywhere') return 'all'
  const { personId } = actor
  const owned = personId === null ? [] : await readerOf(verb).find('team', { ownerId: personId })
  return [...new Set([...scope.teamIds, ...actor.teamIds, ...owned.map(({ id }) => id)])]
}

export async function teamToRead(verb: Verb, reader: Reader, id: string): Promise<TeamRecord> {
  const team = await reader.get('team', id)
  const { actor } = verb
  const isSeen =
    actor.teamIds.includes(id) ||
    allows(actor, 'teams:read', { teamId: id }) ||
    (actor.personId !== null && team?.ownerId === actor.personId)
  if (team === undefined || !isSeen) throw notFound('team', id)
  return team
}

/** The team, whose members are about to change: by who manages teams, or by who owns this one. */
export async function teamToStaff(verb: Verb, reader: Reader, id: string): Promise<TeamRecord> {
  const team = await teamToRead(verb, reader, id)
  if (verb.actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
  if (allows(verb.actor, 'teams:manage', { teamId: id }) || (await ownsTeam(verb, reader, id))) return team
  throw new Problem(
    'forbidden',
    `Only who owns the team ${team.name} manages its members: ask them, or an administrator.`,
  )
}

/** The team itself: name, cost centre, owner. */
export async function teamToManage(verb: Verb, reader: Reader, id: string): Promise<TeamRecord> {
  const team = await teamToStaff(verb, reader, id)
  if (allows(verb.actor, 'teams:manage', { teamId: id })) return team
  throw new Problem('forbidden', 'This needs the permission teams:manage: ask an administrator for a role that has it.')
}
