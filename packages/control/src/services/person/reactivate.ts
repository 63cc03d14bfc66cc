import type { PersonRecord } from '../../storage/records.ts'
import { ensurePersonalApplication } from '../personal-application.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/** Tokens and keys that have not expired or been revoked meanwhile work again; applications stay the team's. */
export function reactivatePerson(verb: Verb, id: string): Promise<PersonRecord> {
  authorise(verb, 'people:manage')
  return change(verb, 'person.reactivate', async (writer) => {
    const person = await current(verb, writer, { kind: 'person', id })
    if (person.state === 'active') return person
    if (person.state === 'invited')
      throw conflict(
        `${person.name} has not accepted the invitation yet: send it again with POST /people/${id}/invitation.`,
      )
    const active = await writer.update('person', person, { state: 'active' })
    await ensurePersonalApplication(writer, active)
    return active
  })
}
