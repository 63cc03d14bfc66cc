import { type Me, meSchema, meUpdateSchema } from '@tollgate/contract/resources/session'
import { allows, allowsSomewhere } from '../../access/actor.ts'
import { scopeIdOf } from '../../access/grants.ts'
import { permissions } from '../../access/permissions.ts'
import { describeMe } from '../../services/person/describe-me.ts'
import { updateMe } from '../../services/person/update-me.ts'
import type { Verb } from '../../services/verb.ts'
import { type Route, route } from '../route.ts'

const tag = 'You'

export const meRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/me',
    operationId: 'getMe',
    summary: 'Who is asking, and what they may do',
    tag,
    access: 'signed-in',
    answer: meSchema,
    run: async (verb) => await meView(verb),
  }),
  route({
    method: 'patch',
    path: '/me',
    operationId: 'updateMe',
    summary: 'Change your name',
    tag,
    access: 'signed-in',
    body: meUpdateSchema,
    answer: meSchema,
    run: async (verb, { body }) => {
      await updateMe(verb, body)
      return await meView(verb)
    },
  }),
]

async function meView(verb: Verb): Promise<Me> {
  const { actor, managedFile } = verb
  const { person, teams, organisation } = await describeMe(verb)
  return {
    person:
      person === undefined
        ? null
        : { id: person.id, email: person.email, name: person.name, defaultTeamId: person.defaultTeamId },
    signedInBy: actor.personId === null ? 'machine' : actor.audit.kind === 'token' ? 'token' : 'session',
    isReadOnly: actor.readOnly,
    organisation: { id: organisation.id, name: organisation.name },
    teams: teams.map(({ team, isOwner }) => ({ id: team.id, name: team.name, costCentre: team.costCentre, isOwner })),
    grants: actor.grants.map((grant) => ({
      role: grant.role,
      scope: { kind: grant.scope.kind, id: scopeIdOf(grant) },
    })),
    permissions: permissions.filter((permission) => allowsSomewhere(actor, permission)),
    organisationPermissions: permissions.filter((permission) => allows(actor, permission)),
    managedFile,
  }
}
