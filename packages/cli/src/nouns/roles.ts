import { rolesGrantCommand } from '../commands/roles-grant.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const roles: Noun = {
  name: 'roles',
  singular: 'role binding',
  plural: 'who has which role',
  path: '/role-bindings',
  nameOf: ({ id }) => String(id),
  columns: [
    { heading: 'WHO', value: 'subjectName' },
    { heading: 'KIND', value: 'subjectKind' },
    { heading: 'ROLE', value: 'role' },
    {
      heading: 'WHERE',
      value: ({ scopeKind, scopeName }) => (scopeKind === 'organisation' ? 'everywhere' : `${scopeKind} ${scopeName}`),
    },
    { heading: 'ID', value: 'id' },
  ],
  empty: 'Nobody has a role. Give one: npx tollgate roles grant --person E-MAIL --role developer',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'person', query: 'subjectId', description: 'only those of this person', reference: 'people' },
        { flag: 'team', query: 'subjectId', description: 'only those of this team', reference: 'teams' },
        { flag: 'role', description: 'only this role', choices: ['admin', 'publisher', 'developer', 'viewer'] },
        { flag: 'api', query: 'scopeId', description: 'only those on this API', reference: 'apis' },
      ],
    },
    { kind: 'get' },
    { kind: 'own', make: rolesGrantCommand },
    { kind: 'delete', name: 'revoke', summary: 'take a role away, by the id that list shows' },
    {
      kind: 'action',
      name: 'explain',
      summary: 'show what each role may do',
      target: 'all',
      method: 'GET',
      path: '',
      at: '/roles',
      output: {
        kind: 'table',
        columns: [
          { heading: 'ROLE', value: 'role' },
          { heading: 'WHAT IT IS FOR', value: 'description' },
        ],
        empty: 'There are no roles.',
      },
    },
  ],
}
