import { environmentCreateSchema, environmentUpdateSchema } from '@tollgate/contract/resources/environment'
import type { Noun } from '../noun-commands/noun.ts'

export const environments: Noun = {
  name: 'environments',
  singular: 'environment',
  path: '/environments',
  nameOf: ({ name }) => String(name),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { promotesFromId: 'environments' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'HOST NAMES', value: 'hostNames' },
    { heading: 'PROMOTES FROM', value: 'promotesFromId', reference: 'environments' },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty: 'There are no environments yet. Make one: npx tollgate environments create --name NAME',
  verbs: [
    { kind: 'list', filters: [{ flag: 'search', description: 'part of the name' }] },
    { kind: 'get' },
    { kind: 'create', schema: environmentCreateSchema },
    { kind: 'update', schema: environmentUpdateSchema },
    { kind: 'delete' },
  ],
}
