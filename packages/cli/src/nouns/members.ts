import { memberAddSchema, memberUpdateSchema } from '@tollgate/contract/resources/team'
import type { Noun } from '../noun-commands/noun.ts'

export const members: Noun = {
  name: 'members',
  singular: 'member',
  path: '/teams/{team}/members',
  parent: { name: 'team', noun: 'teams', description: 'team that they are in' },
  idField: 'personId',
  nameOf: ({ personName }) => String(personName),
  references: { personId: 'people', teamId: 'teams' },
  columns: [
    { heading: 'NAME', value: 'personName' },
    { heading: 'ROLE', value: 'role' },
    { heading: 'FROM', value: ({ startsAt, createdAt }) => startsAt ?? createdAt, as: 'time' },
    { heading: 'TO', value: 'endsAt', as: 'time' },
    { heading: 'BY', value: ({ source }) => (source === 'oidc' ? 'identity provider' : 'hand') },
    { heading: 'NOW', value: 'isCurrent' },
  ],
  empty: 'Nobody is in it yet. Add somebody: npx tollgate members add --team NAME --person E-MAIL',
  verbs: [
    { kind: 'list' },
    {
      kind: 'create',
      name: 'add',
      summary: 'add somebody to a team',
      schema: memberAddSchema,
      say: ({ personName, role }) => `${personName} is in the team (${role}).`,
    },
    { kind: 'update', schema: memberUpdateSchema },
    { kind: 'delete', name: 'remove', summary: 'take somebody out of a team' },
  ],
}
