import type { MeUpdate } from '@tollgate/contract/resources/session'
import type { PersonRecord } from '../../storage/records.ts'
import { Problem } from '../problem.ts'
import { change, current, type Verb } from '../verb.ts'

/** What everybody may change of themselves. */
export function updateMe(verb: Verb, changes: MeUpdate): Promise<PersonRecord> {
  const { personId, readOnly } = verb.actor
  if (personId === null) throw new Problem('forbidden', 'This token is no person: sign in.')
  if (readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
  return change(verb, 'person.update', async (writer) => {
    const person = await current(verb, writer, { kind: 'person', id: personId })
    return await writer.update('person', person, { name: changes.name })
  })
}
