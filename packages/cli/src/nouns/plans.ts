import { planCreateSchema, planUpdateSchema } from '@tollgate/contract/resources/plan'
import { at, listOf } from '../api-client/json.ts'
import type { Noun } from '../noun-commands/noun.ts'

export const plans: Noun = {
  name: 'plans',
  singular: 'plan',
  path: '/plans',
  nameOf: ({ name }) => String(name),
  searchQuery: (search) => ({ search: search.slice(0, 100) }),
  references: { audienceTeamIds: 'teams' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'LIMITS', value: ({ limits }) => listOf(limits).map(shownLimit).join(' · ') },
    { heading: 'APPROVAL', value: 'approval' },
    { heading: 'MODELS', value: ({ models }) => models ?? 'all' },
    { heading: 'CHANGED', value: 'updatedAt', as: 'time' },
  ],
  empty: 'There are no plans yet. Make one: npx tollgate plans create --name NAME',
  verbs: [
    { kind: 'list', filters: [{ flag: 'search', description: 'part of name or description' }] },
    { kind: 'get' },
    { kind: 'create', schema: planCreateSchema },
    { kind: 'update', schema: planUpdateSchema },
    { kind: 'delete' },
  ],
}

function shownLimit(limit: unknown): string {
  return `${Number(at(limit, 'limit')).toLocaleString('en')} ${at(limit, 'metric')} a ${at(limit, 'per')}`
}
