import { leaveDefaultTeam } from '../default-team.ts'
import { keepingAnAdmin } from '../keeping-an-admin.ts'
import { conflict } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { currentMembership, type MemberOf } from './find-membership.ts'
import { teamToStaff } from './team-access.ts'

/** The team's applications stay the team's. */
export function removeMember(verb: Verb, member: MemberOf): Promise<void> {
  return change(verb, 'team.remove-member', async (writer) => {
    const team = await teamToStaff(verb, writer, member.teamId)
    const membership = await currentMembership(verb, writer, member)
    if (membership.source === 'oidc' && team.identityGroup !== null)
      throw conflict(
        `They are in ${team.name} because they are in the group ${team.identityGroup} of the identity provider: take them out there.`,
      )
    if (team.ownerId === member.personId) throw conflict(`They own ${team.name}: give it another owner first.`)
    await keepingAnAdmin({ verb, writer, refusal: 'They cannot be removed' }, () =>
      writer.remove('membership', membership),
    )
    await leaveDefaultTeam(writer, { ...member, now: verb.now() })
  })
}
