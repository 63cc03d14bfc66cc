import { keyRotateSchema, keyUpdateSchema } from '@tollgate/contract/resources/api-key'
import { keysCreateCommand } from '../commands/keys-create.ts'
import { keysRevokeCommand } from '../commands/keys-revoke.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const keys: Noun = {
  name: 'keys',
  singular: 'key',
  path: '/applications/{application}/keys',
  itemPath: '/keys',
  parent: {
    name: 'application',
    noun: 'applications',
    description: 'application that the key belongs to',
    pathWithout: '/keys',
    isNeededToCreate: true,
  },
  isMeant: ({ state }) => state === 'active',
  nameOf: ({ name }) => String(name),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { personId: 'people', environmentId: 'environments' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'APPLICATION', value: 'applicationName' },
    { heading: 'PERSON', value: 'personName' },
    { heading: 'TYPE', value: 'type' },
    { heading: 'STATE', value: 'state' },
    { heading: 'ENDS IN', value: 'lastFour' },
    { heading: 'EXPIRES', value: ({ expiresAt }) => expiresAt ?? 'never', as: 'time' },
    { heading: 'LAST USED', value: ({ lastUsedAt }) => lastUsedAt ?? 'never', as: 'time' },
  ],
  empty: 'There are no keys yet. Make one: npx tollgate keys create --application NAME --name NAME',
  verbs: [
    { kind: 'own', make: keysCreateCommand },
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of the name' },
        { flag: 'user', query: 'personId', description: 'only those of this person', reference: 'people' },
        { flag: 'state', description: 'only those in this state', choices: ['active', 'expired', 'revoked'] },
        { flag: 'type', description: 'only those of this type', choices: ['production', 'sandbox'] },
      ],
    },
    { kind: 'get' },
    { kind: 'update', schema: keyUpdateSchema, settings: { flags: { expiresAt: 'expires' } } },
    {
      kind: 'action',
      name: 'rotate',
      summary: 'make a new key in the place of one, which works on for a while',
      target: 'one',
      method: 'POST',
      path: '/rotate',
      schema: keyRotateSchema,
      settings: { flags: { expiresAt: 'expires' } },
      output: { kind: 'shown-once', field: 'key', say: (_, name) => `The key "${name}" has a successor.` },
    },
    { kind: 'own', make: keysRevokeCommand },
    { kind: 'delete' },
  ],
}
