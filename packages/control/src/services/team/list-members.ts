import type { Page } from '../../storage/store.ts'
import { readerOf, type Verb } from '../verb.ts'
import { type DescribedMember, describeMembers } from './describe-members.ts'
import { teamToRead } from './team-access.ts'

export interface MemberQuery {
  readonly teamId: string
  readonly limit: number
  readonly after?: string | undefined
}

/** Also those whose time has not come, or is over. */
export async function listMembers(verb: Verb, { teamId, limit, after }: MemberQuery): Promise<Page<DescribedMember>> {
  const reader = readerOf(verb)
  await teamToRead(verb, reader, teamId)
  const page = await reader.page('membership', { limit, after, where: { teamId } })
  return { items: await describeMembers(reader, page.items), next: page.next }
}
