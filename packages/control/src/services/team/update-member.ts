import type { MemberUpdate } from '@tollgate/contract/resources/team'
import type { MembershipRecord } from '../../storage/records.ts'
import { keepingAnAdmin } from '../keeping-an-admin.ts'
import { mustHaveRolesOfTeam } from '../may-grant.ts'
import { change, type Verb } from '../verb.ts'
import { currentMembership, type MemberOf } from './find-membership.ts'
import { checkTimes, storedTime } from './member-times.ts'
import { teamToStaff } from './team-access.ts'

/** What is not given stays. */
export function updateMember(
  verb: Verb,
  { member, changes }: { member: MemberOf; changes: MemberUpdate },
): Promise<MembershipRecord> {
  return change(verb, 'team.update-member', async (writer) => {
    const team = await teamToStaff(verb, writer, member.teamId)
    const membership = await currentMembership(verb, writer, member)
    const { role, startsAt: from, endsAt: to } = changes
    const startsAt = from === undefined ? membership.startsAt : storedTime(from)
    const endsAt = to === undefined ? membership.endsAt : storedTime(to)
    if (startsAt !== membership.startsAt || endsAt !== membership.endsAt) {
      checkTimes({ startsAt, endsAt }, verb.now())
      await mustHaveRolesOfTeam(verb, writer, team.id)
    }
    return await keepingAnAdmin({ verb, writer, refusal: 'These times cannot be set' }, () =>
      writer.update('membership', membership, { role, startsAt, endsAt }),
    )
  })
}
