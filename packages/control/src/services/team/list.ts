import type { TeamQuery } from '@tollgate/contract/resources/team'
import type { Page } from '../../storage/store.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedTeam, describeTeams } from './describe.ts'
import { seenTeams } from './team-access.ts'

/** One's own, and those that one's roles show. */
export async function listTeams(verb: Verb, { limit, after, search }: TeamQuery): Promise<Page<DescribedTeam>> {
  const seen = await seenTeams(verb)
  const reader = readerOf(verb)
  const page = await reader.page('team', {
    limit,
    after,
    where: seen === 'all' ? {} : { id: seen },
    search: search === undefined ? undefined : { columns: ['name', 'costCentre'], text: search },
  })
  return { items: await describeTeams(reader, page.items), next: page.next }
}
