import { planCreateSchema, planUpdateSchema } from '@tollgate/contract/resources/plan'
import { wso2PolicySchema } from '@tollgate/contract/resources/wso2-policy'
import { plansSimulateCommand } from '../commands/plans-simulate.ts'
import type { Noun } from '../noun-commands/noun.ts'
import { shownLimits } from './shown-limits.ts'

export const plans: Noun = {
  name: 'plans',
  singular: 'plan',
  path: '/plans',
  nameOf: ({ name }) => String(name),
  searchQuery: (search) => ({ search: search.slice(0, 100) }),
  references: { audienceTeamIds: 'teams' },
  columns: [
    { heading: 'NAME', value: 'name' },
    { heading: 'LIMITS', value: shownLimits },
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
    {
      kind: 'action',
      name: 'import-wso2',
      summary: "make a plan from WSO2's JSON of an AI subscription policy (--data @policy.json)",
      target: 'all',
      method: 'POST',
      path: '/wso2',
      schema: wso2PolicySchema,
      output: { kind: 'sentence', say: (plan) => `The plan "${plan.name}" has ${shownLimits(plan)} (${plan.id}).` },
    },
    { kind: 'own', make: plansSimulateCommand },
  ],
}
