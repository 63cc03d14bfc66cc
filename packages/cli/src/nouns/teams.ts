import { teamCreateSchema, teamUpdateSchema } from '@tollgate/contract/resources/team'
import type { Noun } from '../noun-commands/noun.ts'

export const teams: Noun = {
  name: 'teams',
  singular: 'team',
  path: '/teams',
  nameOf: ({ name }) => String(name),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { ownerId: 'people' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'COST CENTRE', value: 'costCentre' },
    { heading: 'OWNER', value: 'ownerName' },
    { heading: 'IDENTITY GROUP', value: 'identityGroup' },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty: 'There are no teams yet. Make one: npx tollgate teams create --name NAME',
  verbs: [
    { kind: 'list', filters: [{ flag: 'search', description: 'part of name or cost centre' }] },
    { kind: 'get' },
    { kind: 'create', schema: teamCreateSchema },
    { kind: 'update', schema: teamUpdateSchema },
    { kind: 'delete' },
  ],
}
