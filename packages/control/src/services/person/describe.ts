import type { PersonRecord, RoleBindingRecord, TeamRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { isCurrent } from '../membership-life.ts'

export interface DescribedPerson {
  readonly person: PersonRecord
  /** Where they are now. */
  readonly teams: readonly TeamRecord[]
  /** Their own, without those of their teams. */
  readonly bindings: readonly RoleBindingRecord[]
}

export async function describePeople(
  reader: Reader,
  people: readonly PersonRecord[],
  now: number,
): Promise<DescribedPerson[]> {
  const ids = people.map(({ id }) => id)
  const memberships = (await reader.find('membership', { personId: ids })).filter((one) => isCurrent(one, now))
  const teams = await reader.find('team', { id: [...new Set(memberships.map(({ teamId }) => teamId))] })
  const bindings = await reader.find('roleBinding', { subjectKind: 'person', subjectId: ids })
  return people.map((person) => {
    const own = new Set(memberships.filter(({ personId }) => personId === person.id).map(({ teamId }) => teamId))
    return {
      person,
      teams: teams.filter(({ id }) => own.has(id)),
      bindings: bindings.filter(({ subjectId }) => subjectId === person.id),
    }
  })
}

export async function describePerson(reader: Reader, person: PersonRecord, now: number): Promise<DescribedPerson> {
  const [described] = await describePeople(reader, [person], now)
  if (described === undefined) throw new Error('describePeople leaves nobody out')
  return described
}
