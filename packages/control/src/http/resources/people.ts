import {
  type Person,
  type PersonInvited,
  personInvitedSchema,
  personInviteSchema,
  personPageSchema,
  personQuerySchema,
  personSchema,
  personUpdateSchema,
} from '@tollgate/contract/resources/person'
import { idParamsSchema } from '@tollgate/contract/resources/resource'
import { type DescribedPerson, describePerson } from '../../services/person/describe.ts'
import { getPerson } from '../../services/person/get.ts'
import { type InvitedPerson, invitePerson } from '../../services/person/invite.ts'
import { invitePersonAgain } from '../../services/person/invite-again.ts'
import { listPeople } from '../../services/person/list.ts'
import { reactivatePerson } from '../../services/person/reactivate.ts'
import { removePerson } from '../../services/person/remove.ts'
import { suspendPerson } from '../../services/person/suspend.ts'
import { updatePerson } from '../../services/person/update.ts'
import { readerOf, type Verb } from '../../services/verb.ts'
import type { PersonRecord } from '../../storage/records.ts'
import { baseView, pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'People'

export const peopleRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/people',
    operationId: 'listPeople',
    summary: 'List people',
    tag,
    access: 'people:read',
    query: personQuerySchema,
    answer: personPageSchema,
    run: async (verb, { query }) => pageView(await listPeople(verb, query), personView),
  }),
  route({
    method: 'post',
    path: '/people',
    operationId: 'invitePerson',
    summary: 'Invite somebody; the answer has a link that is shown this once',
    tag,
    access: 'people:manage',
    body: personInviteSchema,
    answer: personInvitedSchema,
    status: 201,
    run: async (verb, { body }) => await invitedView(verb, await invitePerson(verb, body)),
  }),
  route({
    method: 'get',
    path: '/people/{id}',
    operationId: 'getPerson',
    summary: 'Read a person',
    tag,
    access: 'people:read',
    params: idParamsSchema,
    answer: personSchema,
    run: async (verb, { params }) => personView(await getPerson(verb, params.id)),
  }),
  route({
    method: 'patch',
    path: '/people/{id}',
    operationId: 'updatePerson',
    summary: 'Change a name or a default team; what is not given stays',
    tag,
    access: 'people:manage',
    params: idParamsSchema,
    body: personUpdateSchema,
    answer: personSchema,
    run: async (verb, { params, body }) =>
      await shown(verb, await updatePerson(verb, { id: params.id, changes: body })),
  }),
  route({
    method: 'post',
    path: '/people/{id}/invitation',
    operationId: 'invitePersonAgain',
    summary: 'Make a new link for somebody who has not accepted yet; the one before is void',
    tag,
    access: 'people:manage',
    params: idParamsSchema,
    answer: personInvitedSchema,
    run: async (verb, { params }) => await invitedView(verb, await invitePersonAgain(verb, params.id)),
  }),
  route({
    method: 'post',
    path: '/people/{id}/suspend',
    operationId: 'suspendPerson',
    summary: 'Suspend a person: sessions end, tokens and keys are refused at once, applications are the team’s',
    tag,
    access: 'people:manage',
    params: idParamsSchema,
    answer: personSchema,
    run: async (verb, { params }) => await shown(verb, await suspendPerson(verb, params.id)),
  }),
  route({
    method: 'post',
    path: '/people/{id}/reactivate',
    operationId: 'reactivatePerson',
    summary: 'End a suspension: tokens and keys that are still good work again',
    tag,
    access: 'people:manage',
    params: idParamsSchema,
    answer: personSchema,
    run: async (verb, { params }) => await shown(verb, await reactivatePerson(verb, params.id)),
  }),
  route({
    method: 'delete',
    path: '/people/{id}',
    operationId: 'deletePerson',
    summary: 'Take an invitation back that was not accepted',
    tag,
    access: 'people:manage',
    params: idParamsSchema,
    run: async (verb, { params }) => {
      await removePerson(verb, params.id)
      return undefined
    },
  }),
]

async function shown(verb: Verb, person: PersonRecord): Promise<Person> {
  return personView(await describePerson(readerOf(verb), person, verb.now()))
}

async function invitedView(verb: Verb, { person, invitation }: InvitedPerson): Promise<PersonInvited> {
  return {
    ...(await shown(verb, person)),
    invitationUrl: invitation.url,
    invitationExpiresAt: shownTime(invitation.expiresAt),
    invitationMailed: invitation.isMailed,
  }
}

function personView({ person, teams, bindings }: DescribedPerson): Person {
  const { email, name, state, defaultTeamId } = person
  return {
    ...baseView(person),
    ...{ email, name, state, defaultTeamId },
    teams: teams.map((team) => ({ id: team.id, name: team.name })),
    roles: bindings.map(({ role, scopeKind, scopeId }) => ({ role, scopeKind, scopeId })),
  }
}
