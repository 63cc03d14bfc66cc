import type { MemberAdd } from '@tollgate/contract/resources/team'
import type { MembershipRecord, PersonRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { setDefaultTeam } from '../default-team.ts'
import { mustHaveRolesOfTeam } from '../may-grant.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { checkTimes, storedTime } from './member-times.ts'
import { teamToStaff } from './team-access.ts'

const membersMax = 10_000

/** A person's first team is their default one. */
export function addMember(
  verb: Verb,
  { teamId, input }: { teamId: string; input: MemberAdd },
): Promise<MembershipRecord> {
  const startsAt = storedTime(input.startsAt)
  const endsAt = storedTime(input.endsAt)
  return change(verb, 'team.add-member', async (writer) => {
    const team = await teamToStaff(verb, writer, teamId)
    checkTimes({ startsAt, endsAt }, verb.now())
    const person = await findPerson(writer, input)
    await mustHaveRolesOfTeam(verb, writer, teamId)
    if ((await writer.count('membership', { teamId, personId: person.id })) > 0)
      throw conflict(`${person.name} is a member of ${team.name} already: change the membership instead.`, 'personId')
    if ((await writer.count('membership', { teamId })) >= membersMax)
      throw conflict(`${team.name} has ${membersMax} members, which is the most: remove some first.`)
    const { role } = input
    const membership = { teamId, personId: person.id, role, source: 'hand', startsAt, endsAt } as const
    const added = await writer.insert('membership', membership)
    if (person.defaultTeamId === null) await setDefaultTeam(writer, person, teamId)
    return added
  })
}

async function findPerson(reader: Reader, { personId, email }: MemberAdd): Promise<PersonRecord> {
  if (personId !== undefined && email === undefined) {
    const person = await reader.get('person', personId)
    if (person === undefined) throw invalidField('personId', `names no person: ${personId}`)
    return notSuspended(person, 'personId')
  }
  if (email !== undefined && personId === undefined) {
    const [person] = await reader.find('person', { email })
    if (person === undefined) throw invalidField('email', `is nobody’s here: ${email}; invite them first`)
    return notSuspended(person, 'email')
  }
  throw invalidField('personId', 'or email is needed, one of both')
}

function notSuspended(person: PersonRecord, field: string): PersonRecord {
  if (person.state === 'suspended') throw invalidField(field, `names somebody who is suspended: ${person.name}`)
  return person
}
