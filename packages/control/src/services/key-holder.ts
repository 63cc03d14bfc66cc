import type { ApplicationRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { mayManage } from './application-access.ts'
import { invalidField, Problem } from './problem.ts'
import { isInTeam, ownsTeam } from './team-owner.ts'
import type { Verb } from './verb.ts'

/** Who stands behind a key: undefined said: the actor. Nobody makes a key in the name of another who may not manage their keys. */
export async function keyHolder(
  verb: Verb,
  reader: Reader,
  { application, personId }: { application: ApplicationRecord; personId: string | null | undefined },
): Promise<string | null> {
  const holder = personId === undefined ? verb.actor.personId : personId
  if (holder === null) {
    if (application.kind === 'personal')
      throw invalidField('personId', 'is missing: the keys of a personal application are its person’s')
    return null
  }
  await mustActFor(verb, reader, { application, personId: holder })
  const person = await reader.get('person', holder)
  if (person === undefined) throw invalidField('personId', `names no person: ${holder}`)
  if (person.state === 'suspended')
    throw invalidField('personId', `names somebody who is suspended: ${person.name} can have no new key`)
  if (application.kind === 'personal' && application.ownerId !== holder)
    throw invalidField('personId', 'has to be the person whose application it is: take a shared application instead')
  return holder
}

/** Refused to who would get a key, or more of a key, that counts as somebody else. */
export async function mustActFor(
  verb: Verb,
  reader: Reader,
  { application, personId }: { application: ApplicationRecord; personId: string | null },
): Promise<void> {
  const { actor, now } = verb
  if (personId === null || personId === actor.personId || mayManage(verb, application)) return
  const { teamId } = application
  if (teamId !== null && application.kind !== 'personal' && (await ownsTeam(verb, reader, teamId))) {
    if (await isInTeam(reader, { teamId, personId, now: now() })) return
    throw invalidField('personId', `names nobody of the team whose application it is: ${personId}`)
  }
  throw new Problem(
    'forbidden',
    'A key in the name of somebody else takes the permission applications:manage, or to own the team: leave personId out for a key of your own.',
    [{ field: 'personId', reason: 'names somebody else' }],
  )
}
