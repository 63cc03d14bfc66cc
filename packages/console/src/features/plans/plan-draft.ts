import type { PlanLimit } from '@tollgate/contract/resources/limit'
import type { Plan, PlanCreate } from '@tollgate/contract/resources/plan'

/** Everything that is said of a plan. */
export type PlanDraft = PlanCreate

export const freshPlan: PlanDraft = {
  name: '',
  description: '',
  limits: [{ metric: 'requests', limit: 60, per: 'minute' }],
  concurrency: null,
  stopOnQuotaReach: true,
  warnAt: [50, 80, 100],
  outputCap: null,
  models: null,
  approval: 'automatic',
  audienceTeamIds: null,
}

export function draftOf(plan: Plan): PlanDraft {
  const { name, description, limits, concurrency, stopOnQuotaReach, warnAt } = plan
  const { outputCap, models, approval, audienceTeamIds } = plan
  return {
    ...{ name, description, limits, concurrency, stopOnQuotaReach, warnAt },
    ...{ outputCap, models, approval, audienceTeamIds },
  }
}

/** How many fields differ. */
export function changeCount(draft: PlanDraft, saved: PlanDraft): number {
  const fields = Object.keys(draft) as (keyof PlanDraft)[]
  return fields.filter((field) => JSON.stringify(draft[field]) !== JSON.stringify(saved[field])).length
}

export const units = ['second', 'minute', 'hour', 'day', 'week', 'month'] as const
export type Unit = (typeof units)[number]

/** "5 minutes" as a number and a unit. */
export function periodOf({ per }: Pick<PlanLimit, 'per'>): { readonly count: number; readonly unit: Unit } {
  const [, count = '1', unit = 'day'] = /^(?:(\d+) )?([a-z]+?)s?$/.exec(per) ?? []
  return { count: Number(count), unit: units.find((one) => one === unit) ?? 'day' }
}

export function perOf(count: number, unit: Unit): string {
  return count === 1 ? unit : `${count} ${unit}s`
}
