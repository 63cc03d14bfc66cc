import type { PersonUpdate } from '@tollgate/contract/resources/person'
import type { PersonRecord } from '../../storage/records.ts'
import { setDefaultTeam } from '../default-team.ts'
import { invalidField } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/** What is not given stays. */
export function updatePerson(
  verb: Verb,
  { id, changes: { name, defaultTeamId } }: { id: string; changes: PersonUpdate },
): Promise<PersonRecord> {
  authorise(verb, 'people:manage')
  return change(verb, 'person.update', async (writer) => {
    const person = await current(verb, writer, { kind: 'person', id })
    const named = await writer.update('person', person, { name })
    if (defaultTeamId === undefined || defaultTeamId === person.defaultTeamId) return named
    if (defaultTeamId !== null && (await writer.count('membership', { personId: id, teamId: defaultTeamId })) === 0)
      throw invalidField('defaultTeamId', `names no team of theirs: ${defaultTeamId}; add them to it first`)
    return await setDefaultTeam(writer, named, defaultTeamId)
  })
}
