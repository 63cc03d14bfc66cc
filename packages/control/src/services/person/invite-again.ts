import { conflict } from '../problem.ts'
import { authorise, current, readerOf, type Verb } from '../verb.ts'
import type { InvitedPerson } from './invite.ts'
import { makeInvitation } from './make-invitation.ts'

/** A new link, in the place of the one that was lost or has expired. */
export async function invitePersonAgain(verb: Verb, id: string): Promise<InvitedPerson> {
  authorise(verb, 'people:manage')
  const person = await current(verb, readerOf(verb), { kind: 'person', id })
  if (person.state !== 'invited')
    throw conflict(
      `${person.name} has accepted the invitation already and is ${person.state}: a new password is asked for at the log-in.`,
    )
  return { person, invitation: await makeInvitation(verb, person) }
}
