import {
  policyAttachmentCreateSchema,
  policyAttachmentUpdateSchema,
  policyOrderSchema,
} from '@tollgate/contract/resources/policy-attachment'
import { policiesReplayCommand } from '../commands/policies-replay.ts'
import { policiesTryCommand } from '../commands/policies-try.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const policies: Noun = {
  name: 'policies',
  singular: 'policy',
  path: '/apis/{api}/policies',
  itemPath: '/policies',
  isPaged: false,
  parent: {
    name: 'api',
    noun: 'apis',
    description: 'API that they belong to: its name/version or id; without it those of the organisation',
    pathWithout: '/policies',
  },
  nameOf: ({ policy }) => String(policy),
  references: { apiId: 'apis' },
  columns: [
    { heading: 'POLICY', value: 'policy' },
    { heading: 'MODE', value: 'mode' },
    { heading: 'ON FAILURE', value: ({ onFailure }) => onFailure ?? 'as it says' },
    { heading: 'WHEN', value: ({ when }) => when ?? 'every call' },
    { heading: 'ID', value: 'id' },
  ],
  empty:
    'There are no policies here. Attach one: npx tollgate policies create --policy NAME (npx tollgate policy-types list shows them)',
  verbs: [
    { kind: 'list' },
    { kind: 'get' },
    { kind: 'create', schema: policyAttachmentCreateSchema },
    { kind: 'update', schema: policyAttachmentUpdateSchema },
    { kind: 'delete' },
    { kind: 'own', make: policiesTryCommand },
    { kind: 'own', make: policiesReplayCommand },
    {
      kind: 'action',
      name: 'order',
      summary: 'say in which order policies run',
      target: 'all',
      method: 'PUT',
      path: '/order',
      schema: policyOrderSchema,
      output: { kind: 'sentence', say: () => 'They run in this order now.' },
    },
  ],
}
