import { personInviteSchema, personUpdateSchema } from '@tollgate/contract/resources/person'
import { at, type JsonObject, listOf } from '../api-client/json.ts'
import type { ActionVerb, Noun } from '../noun-commands/noun.ts'

export const people: Noun = {
  name: 'people',
  singular: 'person',
  path: '/people',
  nameOf: ({ email }) => String(email),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { teamId: 'teams', defaultTeamId: 'teams' },
  columns: [
    { heading: 'E-MAIL', value: 'email' },
    { heading: 'NAME', value: 'name' },
    { heading: 'STATE', value: 'state' },
    { heading: 'ROLES', value: roles },
    { heading: 'TEAMS', value: ({ teams }) => listOf(teams).map((team) => at(team, 'name')) },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty: 'There is nobody yet. Invite somebody: npx tollgate people invite --email ADDRESS --name NAME',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of name or e-mail' },
        { flag: 'state', description: 'only those in this state', choices: ['invited', 'active', 'suspended'] },
        { flag: 'team', query: 'teamId', description: 'only who is in this team', reference: 'teams' },
      ],
    },
    { kind: 'get' },
    {
      kind: 'create',
      name: 'invite',
      summary: 'invite somebody, who then chooses a password',
      schema: personInviteSchema,
      shownOnce: 'invitationUrl',
      say: invited,
    },
    { kind: 'update', schema: personUpdateSchema },
    {
      ...state('suspend', 'shut somebody out: log-in, tokens and keys'),
      question: 'Suspend {name}? Their tokens and keys are refused within a second.',
    },
    state('reactivate', 'let a suspended person in again'),
    {
      kind: 'action',
      name: 'reinvite',
      summary: 'make the invitation of somebody again, who has lost it',
      target: 'one',
      method: 'POST',
      path: '/invitation',
      output: { kind: 'shown-once', field: 'invitationUrl', say: (person) => invited(person) },
    },
    { kind: 'delete' },
  ],
}

function invited({ email, invitationMailed }: JsonObject): string {
  return invitationMailed === true
    ? `${email} is invited by mail.`
    : `${email} is invited. No mail was sent: hand over the link yourself.`
}

function roles(person: JsonObject): string[] {
  return listOf(person.roles).map((role) => {
    const scope = at(role, 'scopeKind')
    return scope === 'organisation' ? String(at(role, 'role')) : `${at(role, 'role')} (${scope})`
  })
}

function state(name: string, summary: string): ActionVerb {
  return {
    kind: 'action',
    name,
    summary,
    target: 'one',
    method: 'POST',
    path: `/${name}`,
    output: { kind: 'sentence', say: (person) => `${person.email} is ${person.state} now.` },
  }
}
