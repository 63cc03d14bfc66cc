import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedPerson, describePerson } from './describe.ts'
import { seenPeople } from './seen-people.ts'

export async function getPerson(verb: Verb, id: string): Promise<DescribedPerson> {
  authoriseSomewhere(verb, 'people:read')
  const reader = readerOf(verb)
  const seen = await seenPeople(verb, reader)
  const person = seen === 'everybody' || seen.includes(id) ? await reader.get('person', id) : undefined
  if (person === undefined) throw notFound('person', id)
  return await describePerson(reader, person, verb.now())
}
