import {
  applicationCreateSchema,
  applicationTransferSchema,
  applicationUpdateSchema,
} from '@tollgate/contract/resources/application'
import type { Noun } from '../noun-commands/noun.ts'

export const applications: Noun = {
  name: 'applications',
  singular: 'application',
  path: '/applications',
  nameOf: ({ name }) => String(name),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { teamId: 'teams' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'KIND', value: 'kind' },
    { heading: 'TEAM', value: 'teamName' },
    { heading: 'OWNER', value: 'ownerName' },
    { heading: 'COST CENTRE', value: ({ costCentre }) => costCentre ?? "the team's" },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty: 'There are no applications yet. Make one: npx tollgate applications create --name NAME',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of the name' },
        { flag: 'kind', description: 'only those of this kind', choices: ['personal', 'shared', 'service'] },
        { flag: 'team', query: 'teamId', description: 'only those of this team', reference: 'teams' },
        { flag: 'owner', query: 'ownerId', description: 'only those of this person', reference: 'people' },
      ],
    },
    { kind: 'get' },
    { kind: 'create', schema: applicationCreateSchema },
    { kind: 'update', schema: applicationUpdateSchema },
    {
      kind: 'action',
      name: 'transfer',
      summary: 'give an application to a team, with its keys and subscriptions',
      target: 'one',
      method: 'POST',
      path: '/transfer',
      schema: applicationTransferSchema,
      output: { kind: 'sentence', say: ({ teamName }, name) => `"${name}" belongs to ${teamName} now.` },
    },
    {
      kind: 'delete',
      flags: [{ name: 'cascade', description: 'with its active keys and subscriptions, which are gone at once' }],
    },
  ],
}
