import type { PersonInvite } from '@tollgate/contract/resources/person'
import type { PersonRecord } from '../../storage/records.ts'
import { UniqueViolation, type Writer } from '../../storage/store.ts'
import { mustHave, mustHaveRolesOfTeam } from '../may-grant.ts'
import { conflict, invalidField } from '../problem.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { type Invitation, makeInvitation } from './make-invitation.ts'

const peopleMax = 100_000

export interface InvitedPerson {
  readonly person: PersonRecord
  readonly invitation: Invitation
}

/** Makes the person, and a link that lets them choose a password. Without the link nobody gets in: `invite again` makes another. */
export async function invitePerson(verb: Verb, input: PersonInvite): Promise<InvitedPerson> {
  authorise(verb, 'people:manage')
  for (const role of input.roles) mustHave(verb, { role, scope: { kind: 'organisation' } })
  const person = await change(verb, 'person.invite', (writer) => insertInvited(verb, writer, input)).catch(
    (error: unknown) => {
      if (error instanceof UniqueViolation && error.kind === 'person') throw emailIsTaken(input.email)
      throw error
    },
  )
  return { person, invitation: await makeInvitation(verb, person) }
}

async function insertInvited(
  verb: Verb,
  writer: Writer,
  { email, name, roles, teamId }: PersonInvite,
): Promise<PersonRecord> {
  await roomFor(writer, 'person', { what: 'people', most: peopleMax })
  const [holder] = await writer.find('person', { email })
  if (holder !== undefined)
    throw conflict(`${email} is ${holder.name} (${holder.id}), who is ${holder.state} here already.`, 'email')
  if (teamId !== null) {
    if ((await writer.get('team', teamId)) === undefined) throw invalidField('teamId', `names no team: ${teamId}`)
    await mustHaveRolesOfTeam(verb, writer, teamId)
  }
  const person = await writer.insert('person', {
    email,
    name,
    state: 'invited',
    authUserId: null,
    identityId: null,
    defaultTeamId: teamId,
  })
  const subject = { subjectKind: 'person', subjectId: person.id } as const
  for (const role of new Set(roles))
    await writer.insert('roleBinding', { ...subject, role, scopeKind: 'organisation', scopeId: null })
  const membership = { personId: person.id, role: 'member', source: 'hand', startsAt: null, endsAt: null } as const
  if (teamId !== null) await writer.insert('membership', { ...membership, teamId })
  return person
}

/** In another organisation, of which nothing may be said; one e-mail has one log-in. */
function emailIsTaken(email: string): Error {
  return conflict(
    `${email} cannot be invited: there is a log-in with this e-mail already. Use another address.`,
    'email',
  )
}
