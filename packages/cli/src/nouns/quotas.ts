import { quotaScopeSchema } from '@tollgate/contract/limits'
import { quotaCreateSchema, quotaUpdateSchema } from '@tollgate/contract/resources/quota'
import type { Noun } from '../noun-commands/noun.ts'
import { shownLimits } from './shown-limits.ts'

export const quotas: Noun = {
  name: 'quotas',
  singular: 'quota',
  path: '/quotas',
  nameOf: ({ name }) => String(name),
  searchQuery: (search) => ({ search: search.slice(0, 100) }),
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'FOR', value: 'scope' },
    {
      heading: 'WHOSE',
      value: ({ scope, subject }) => subject ?? (scope === 'organisation' ? 'all together' : 'each'),
    },
    { heading: 'LIMITS', value: shownLimits },
    { heading: 'RESET', value: 'resetAt', as: 'time' },
  ],
  empty:
    'There are no quotas yet. Make one: npx tollgate quotas create --name NAME --scope team --subject TEAM --data \'{"limits": [{"metric": "cost", "limit": 50, "per": "month"}]}\'',
  verbs: [
    {
      kind: 'list',
      filters: [
        { flag: 'search', description: 'part of the name' },
        { flag: 'scope', description: 'only those of this scope', choices: quotaScopeSchema.options },
      ],
    },
    { kind: 'get' },
    { kind: 'create', schema: quotaCreateSchema },
    { kind: 'update', schema: quotaUpdateSchema },
    { kind: 'delete' },
    {
      kind: 'action',
      name: 'reset',
      summary: 'give a quota back whole, for everybody it counts',
      target: 'one',
      method: 'POST',
      path: '/reset',
      output: { kind: 'sentence', say: ({ name }) => `The quota "${name}" begins anew: nothing of it is used.` },
    },
  ],
}
