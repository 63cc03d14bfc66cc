import { endpointCreateSchema, endpointUpdateSchema } from '@tollgate/contract/resources/endpoint'
import type { Noun } from '../noun-commands/noun.ts'
import { endpointTestResult } from './endpoint-test-result.ts'

const secret = { field: 'secret', question: "The provider's key", required: false }

export const endpoints: Noun = {
  name: 'endpoints',
  singular: 'endpoint',
  path: '/apis/{api}/endpoints',
  itemPath: '/endpoints',
  isPaged: false,
  parent: { name: 'api', noun: 'apis', description: 'API that they belong to: its name/version or id' },
  nameOf: ({ name }) => String(name),
  references: { apiId: 'apis', environmentId: 'environments', credentialId: 'credentials' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'STAGE', value: 'stage' },
    { heading: 'ENVIRONMENT', value: ({ environmentId }) => environmentId ?? 'all', reference: 'environments' },
    { heading: 'URL', value: 'callsUrl' },
    {
      heading: 'CREDENTIAL',
      value: ({ isDemo, credentialId }) => (isDemo === true ? 'demo provider' : credentialId),
      reference: 'credentials',
    },
    { heading: 'WEIGHT', value: 'weight' },
  ],
  empty: 'It has no endpoints yet. Give it one: npx tollgate endpoints create --api NAME/VERSION --url https://…',
  verbs: [
    { kind: 'list' },
    { kind: 'get' },
    { kind: 'create', schema: endpointCreateSchema, secret },
    { kind: 'update', schema: endpointUpdateSchema, secret },
    { kind: 'delete' },
    {
      kind: 'action',
      name: 'test',
      summary: 'ask the provider for its models, as the endpoint is saved',
      target: 'one',
      method: 'POST',
      path: '/test',
      working: 'Asking the provider',
      output: endpointTestResult,
    },
  ],
}
