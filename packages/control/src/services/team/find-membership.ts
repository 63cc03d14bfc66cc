import type { MembershipRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { notFound } from '../problem.ts'
import { expectRevision, type Verb } from '../verb.ts'

export interface MemberOf {
  readonly teamId: string
  readonly personId: string
}

export async function currentMembership(
  verb: Verb,
  reader: Reader,
  { teamId, personId }: MemberOf,
): Promise<MembershipRecord> {
  const [membership] = await reader.find('membership', { teamId, personId })
  if (membership === undefined) throw notFound('member', personId)
  expectRevision(verb, membership)
  return membership
}
