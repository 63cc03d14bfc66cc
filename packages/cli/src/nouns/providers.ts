import { endpointTrySchema } from '@tollgate/contract/resources/endpoint'
import { providerCreateSchema, providerUpdateSchema } from '@tollgate/contract/resources/provider'
import type { Noun } from '../noun-commands/noun.ts'
import { endpointTestResult } from './endpoint-test-result.ts'

export const providers: Noun = {
  name: 'providers',
  singular: 'provider',
  path: '/providers',
  nameOf: ({ name }) => String(name),
  searchQuery: (name) => ({ search: name.slice(0, 100) }),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'TYPE', value: 'type' },
    { heading: 'BASE URL', value: 'baseUrl' },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty: 'There are no providers yet. Make one: npx tollgate providers create --name NAME --type openai',
  verbs: [
    { kind: 'list', filters: [{ flag: 'search', description: 'part of name or base URL' }] },
    { kind: 'get' },
    { kind: 'create', schema: providerCreateSchema },
    { kind: 'update', schema: providerUpdateSchema },
    { kind: 'delete' },
    {
      kind: 'action',
      name: 'test',
      summary: 'ask a provider for its models with a URL and a secret that are not saved',
      target: 'one',
      method: 'POST',
      path: '/test',
      schema: endpointTrySchema,
      settings: { references: { credentialId: 'credentials' } },
      secret: { field: 'secret', question: "The provider's key", required: false },
      working: 'Asking the provider',
      output: endpointTestResult,
    },
  ],
}
