import type { UsageDimension } from '@tollgate/contract/resources/usage'

/** By what usage can be sliced, as people call it. */
export const dimensionNames: Readonly<Record<UsageDimension, string>> = {
  person: 'Person',
  application: 'Application',
  team: 'Team',
  costCentre: 'Cost centre',
  model: 'Model',
  provider: 'Provider',
  api: 'API',
  plan: 'Plan',
  agent: 'Agent',
  repository: 'Repository',
  trigger: 'Started by',
  outcome: 'Outcome',
  refusalCode: 'Refusal',
}

export const dimensions = Object.keys(dimensionNames) as readonly UsageDimension[]

export function isDimension(name: string | undefined): name is UsageDimension {
  return name !== undefined && Object.hasOwn(dimensionNames, name)
}
