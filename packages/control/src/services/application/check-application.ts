import { allows } from '../../access/actor.ts'
import type { ApplicationRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { mayManage } from '../application-access.ts'
import { invalidField, Problem } from '../problem.ts'
import { ownsTeam } from '../team-owner.ts'
import type { Verb } from '../verb.ts'

type Place = Pick<ApplicationRecord, 'teamId'>

/** The team exists, and the actor may give it an application: uses its applications, or manages them. */
export async function mustJoin(verb: Verb, reader: Reader, teamId: string): Promise<void> {
  const { actor } = verb
  const isOwn = actor.teamIds.includes(teamId) && allows(actor, 'applications:own', { teamId })
  if (!isOwn && !mayManage(verb, { teamId }))
    throw invalidField('teamId', `names no team of yours: ${teamId}; ask somebody who is in it`)
  if ((await reader.get('team', teamId)) === undefined) throw invalidField('teamId', `names no team: ${teamId}`)
}

/** Where usage is booked is not for everybody to say. */
export async function mayBookOn(verb: Verb, reader: Reader, place: Place): Promise<void> {
  if (mayManage(verb, place) || (await ownsTeam(verb, reader, place.teamId))) return
  throw new Problem(
    'forbidden',
    'A cost centre of its own takes the permission applications:manage, or to own the team: leave it out, and the team’s is used.',
    [{ field: 'costCentre', reason: 'is not for you to set' }],
  )
}
