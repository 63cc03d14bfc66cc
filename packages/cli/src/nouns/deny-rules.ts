import { denyRuleCreateSchema, denyRuleUpdateSchema } from '@tollgate/contract/resources/deny-rule'
import type { JsonObject } from '../api-client/json.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const denyRules: Noun = {
  name: 'deny-rules',
  singular: 'deny rule',
  path: '/deny-rules',
  nameOf: ({ name }) => String(name),
  searchQuery: (search) => ({ search: search.slice(0, 100) }),
  references: { apiId: 'apis', applicationId: 'applications' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'API', value: ({ apiId }) => apiId ?? 'any', reference: 'apis' },
    { heading: 'APPLICATION', value: ({ applicationId }) => applicationId ?? 'any', reference: 'applications' },
    { heading: 'PERSON', value: ({ person }) => person ?? 'any' },
    { heading: 'FROM', value: from },
    { heading: 'ON', value: 'isEnabled' },
  ],
  empty: 'There are no deny rules yet. Make one: npx tollgate deny-rules create --name NAME --addresses 203.0.113.0/24',
  verbs: [
    { kind: 'list', filters: [{ flag: 'search', description: 'part of the name' }] },
    { kind: 'get' },
    { kind: 'create', schema: denyRuleCreateSchema },
    { kind: 'update', schema: denyRuleUpdateSchema },
    { kind: 'delete', effect: ' What it refused is let through again.' },
  ],
}

function from({ addresses, isInverted }: JsonObject): string {
  if (!Array.isArray(addresses)) return 'anywhere'
  return isInverted === true ? `anywhere but ${addresses.join(', ')}` : addresses.join(', ')
}
