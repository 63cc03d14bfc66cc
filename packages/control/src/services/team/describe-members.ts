import type { MembershipRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'

export interface DescribedMember {
  readonly membership: MembershipRecord
  readonly personName: string
}

export async function describeMembers(
  reader: Reader,
  memberships: readonly MembershipRecord[],
): Promise<DescribedMember[]> {
  const people = await reader.find('person', { id: memberships.map(({ personId }) => personId) })
  return memberships.map((membership) => ({
    membership,
    personName: people.find(({ id }) => id === membership.personId)?.name ?? '',
  }))
}

export async function describeMember(reader: Reader, membership: MembershipRecord): Promise<DescribedMember> {
  const [described] = await describeMembers(reader, [membership])
  if (described === undefined) throw new Error('describeMembers leaves nobody out')
  return described
}
