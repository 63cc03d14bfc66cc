import { idParamsSchema, idSchema, pageQuery, pageSchema } from '@tollgate/contract/resources/resource'
import {
  type Member,
  memberAddSchema,
  memberSchema,
  memberUpdateSchema,
  type Team,
  teamCreateSchema,
  teamQuerySchema,
  teamSchema,
  teamUpdateSchema,
} from '@tollgate/contract/resources/team'
import { z } from 'zod'
import { isCurrent } from '../../services/membership-life.ts'
import { addMember } from '../../services/team/add-member.ts'
import { createTeam } from '../../services/team/create.ts'
import { type DescribedTeam, describeTeam } from '../../services/team/describe.ts'
import { type DescribedMember, describeMember } from '../../services/team/describe-members.ts'
import { getTeam } from '../../services/team/get.ts'
import { listTeams } from '../../services/team/list.ts'
import { listMembers } from '../../services/team/list-members.ts'
import { removeTeam } from '../../services/team/remove.ts'
import { removeMember } from '../../services/team/remove-member.ts'
import { updateTeam } from '../../services/team/update.ts'
import { updateMember } from '../../services/team/update-member.ts'
import { readerOf, type Verb } from '../../services/verb.ts'
import type { MembershipRecord, TeamRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Teams'
const memberParamsSchema = z.strictObject({ id: idSchema, personId: idSchema })

const teamItself: readonly Route[] = [
  route({
    method: 'get',
    path: '/teams',
    operationId: 'listTeams',
    summary: "List teams: one's own, and those that one's roles show",
    tag,
    access: 'signed-in',
    query: teamQuerySchema,
    answer: pageSchema(teamSchema),
    run: async (verb, { query }) => pageView(await listTeams(verb, query), teamView),
  }),
  route({
    method: 'post',
    path: '/teams',
    operationId: 'createTeam',
    summary: 'Create a team',
    tag,
    access: 'teams:manage',
    body: teamCreateSchema,
    answer: teamSchema,
    status: 201,
    run: async (verb, { body }) => await shownTeam(verb, await createTeam(verb, body)),
  }),
  route({
    method: 'get',
    path: '/teams/{id}',
    operationId: 'getTeam',
    summary: 'Read a team',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    answer: teamSchema,
    run: async (verb, { params }) => teamView(await getTeam(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/teams/{id}',
    operationId: 'updateTeam',
    summary: 'Change a team; what is not given stays',
    tag,
    access: 'teams:manage',
    params: idParamsSchema,
    body: teamUpdateSchema,
    answer: teamSchema,
    run: async (verb, { params, body }) =>
      await shownTeam(verb, await updateTeam(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/teams/{id}',
    operationId: 'deleteTeam',
    summary: 'Delete a team that nothing belongs to',
    tag,
    access: 'teams:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removeTeam(verb, params.id)
      return undefined
    },
  }),
]

const members: readonly Route[] = [
  route({
    method: 'get',
    path: '/teams/{id}/members',
    operationId: 'listMembers',
    summary: 'List the members of a team, also those to come and those whose time is over',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    query: z.strictObject(pageQuery),
    answer: pageSchema(memberSchema),
    run: async (verb, { params, query }) =>
      pageView(await listMembers(verb, { ...query, teamId: params.id }), (one) => memberView(one, verb.now())),
  }),
  route({
    method: 'post',
    path: '/teams/{id}/members',
    operationId: 'addMember',
    summary: 'Add a member; who owns the team may, too',
    tag,
    access: 'signed-in',
    params: idParamsSchema,
    body: memberAddSchema,
    answer: memberSchema,
    status: 201,
    run: async (verb, { params, body }) =>
      await shownMember(verb, await addMember(verb, { teamId: params.id, input: body })),
  }),
  route({
    method: 'patch',
    path: '/teams/{id}/members/{personId}',
    operationId: 'updateMember',
    summary: 'Change the role or the times of a member; what is not given stays',
    tag,
    access: 'signed-in',
    params: memberParamsSchema,
    body: memberUpdateSchema,
    answer: memberSchema,
    run: async (verb, { params: { id: teamId, personId }, body }) =>
      await shownMember(verb, await updateMember(verb, { member: { teamId, personId }, changes: body })),
  }),
  route({
    method: 'delete',
    path: '/teams/{id}/members/{personId}',
    operationId: 'removeMember',
    summary: 'Remove a member',
    tag,
    access: 'signed-in',
    params: memberParamsSchema,
    run: async (verb, { params: { id: teamId, personId } }) => {
      await removeMember(verb, { teamId, personId })
      return undefined
    },
  }),
]

export const teamRoutes: readonly Route[] = [...teamItself, ...members]

async function shownTeam(verb: Verb, team: TeamRecord): Promise<Team> {
  return teamView(await describeTeam(readerOf(verb), team))
}

function teamView({ team, ownerName }: DescribedTeam): Team {
  const { name, costCentre, ownerId, identityGroup } = team
  return { ...baseView(team), name, costCentre, ownerId, ownerName, identityGroup }
}

async function shownMember(verb: Verb, membership: MembershipRecord): Promise<Member> {
  return memberView(await describeMember(readerOf(verb), membership), verb.now())
}

function memberView({ membership, personName }: DescribedMember, now: number): Member {
  const { teamId, personId, role, source, startsAt, endsAt } = membership
  const times = { startsAt: shownTime(startsAt), endsAt: shownTime(endsAt) }
  return {
    ...baseView(membership),
    ...{ teamId, personId, personName, role, source },
    ...times,
    isCurrent: isCurrent(membership, now),
  }
}
