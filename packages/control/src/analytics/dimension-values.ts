import type { Dimension } from './analytics-store.ts'
import type { UsageFacts } from './usage-facts.ts'

/** What a call counts under, dimension by dimension. Of applications and APIs it is the id: who may see them goes by it, and names change. */
export function dimensionValues(facts: UsageFacts): Readonly<Record<Dimension, string | null>> {
  const { team, costCentre, person, plan, provider, model, agent, repository, trigger, outcome, refusalCode } = facts
  return {
    ...{ application: facts.applicationId, api: facts.apiId },
    ...{ team, costCentre, person, plan, provider, model, agent, repository, trigger, outcome, refusalCode },
  }
}
