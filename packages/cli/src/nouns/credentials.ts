import {
  credentialCreateSchema,
  credentialRotateSchema,
  credentialUpdateSchema,
} from '@tollgate/contract/resources/credential'
import { listOf } from '../api-client/json.ts'
import type { Noun, SecretField } from '../noun-commands/noun.ts'

const secret: SecretField = { field: 'secret', question: "The provider's key", required: true }

export const credentials: Noun = {
  name: 'credentials',
  singular: 'credential',
  path: '/credentials',
  nameOf: ({ name }) => String(name),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  references: { providerId: 'providers' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'PROVIDER', value: 'providerId', reference: 'providers' },
    { heading: 'ORIGIN', value: 'origin' },
    { heading: 'ENDS IN', value: 'lastFour' },
    { heading: 'ROTATED', value: 'rotatedAt', as: 'time' },
    { heading: 'NEXT', value: ({ hasNext }) => (hasNext === true ? 'waits' : '') },
    { heading: 'ENDPOINTS', value: ({ usedBy }) => listOf(usedBy).length },
  ],
  empty:
    'There are no credentials yet. Make one: npx tollgate credentials create --provider NAME --name NAME --origin https://… --secret-env NAME',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of name or origin' },
        { flag: 'provider', query: 'providerId', description: 'only those of this provider', reference: 'providers' },
      ],
    },
    { kind: 'get' },
    { kind: 'create', schema: credentialCreateSchema, secret },
    { kind: 'update', schema: credentialUpdateSchema, secret: { ...secret, required: false } },
    {
      kind: 'action',
      name: 'rotate',
      summary: 'put a new secret in the place of the one that is used',
      target: 'one',
      method: 'POST',
      path: '/rotate',
      schema: credentialRotateSchema,
      secret,
      output: {
        kind: 'sentence',
        say: ({ hasNext }, name) =>
          hasNext === true
            ? `The next secret of "${name}" waits: npx tollgate credentials activate puts it in force.`
            : `"${name}" is rotated: calls go out with the new secret.`,
      },
    },
    {
      kind: 'action',
      name: 'activate',
      summary: 'put the next secret of a rotation in force',
      target: 'one',
      method: 'POST',
      path: '/activate',
      output: { kind: 'sentence', say: (_, name) => `Calls go out with the new secret of "${name}".` },
    },
    {
      kind: 'action',
      name: 'discard-next',
      summary: 'forget the next secret of a rotation',
      target: 'one',
      method: 'DELETE',
      path: '/next',
      question: 'Forget the next secret of {name}?',
      output: { kind: 'sentence', say: (_, name) => `"${name}" has no next secret any more.` },
    },
    { kind: 'delete' },
  ],
}
