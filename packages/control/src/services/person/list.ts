import type { PersonQuery } from '@tollgate/contract/resources/person'
import type { Page, Reader } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { isCurrent } from '../membership-life.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedPerson, describePeople } from './describe.ts'
import { seenPeople } from './seen-people.ts'

export async function listPeople(verb: Verb, query: PersonQuery): Promise<Page<DescribedPerson>> {
  authoriseSomewhere(verb, 'people:read')
  const { limit, after, search, state, teamId } = query
  const reader = readerOf(verb)
  const seen = await seenPeople(verb, reader)
  const ids = teamId === undefined ? seen : both(seen, await peopleOf(verb, reader, teamId))
  const page = await reader.page('person', {
    limit,
    after,
    where: { ...(ids === 'everybody' ? {} : { id: ids }), ...(state === undefined ? {} : { state }) },
    search: search === undefined ? undefined : { columns: ['name', 'email'], text: search },
  })
  return { items: await describePeople(reader, page.items, verb.now()), next: page.next }
}

async function peopleOf({ now }: Verb, reader: Reader, teamId: string): Promise<readonly string[]> {
  const memberships = await reader.find('membership', { teamId })
  return memberships.filter((one) => isCurrent(one, now())).map(({ personId }) => personId)
}

function both(seen: 'everybody' | readonly string[], ofTeam: readonly string[]): readonly string[] {
  return seen === 'everybody' ? ofTeam : ofTeam.filter((id) => seen.includes(id))
}
