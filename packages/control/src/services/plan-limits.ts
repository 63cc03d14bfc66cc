import type { PlanLimit } from '@tollgate/contract/resources/plan'
import type { PlanRow } from '@tollgate/contract/snapshot'

type StoredLimit = PlanRow['limits'][number]

/** `5 minutes` → { count: 5, unit: 'minute' } */
export function storedLimit({ metric, limit, per }: PlanLimit): StoredLimit {
  const [, count, unit] = /^(?:(\d+) )?(minute|hour|day|week|month)s?$/.exec(per) ?? []
  return { metric, limit, count: Number(count ?? 1), unit: unit as StoredLimit['unit'] }
}

export function shownLimit({ metric, limit, count, unit }: StoredLimit): PlanLimit {
  return { metric, limit, per: count === 1 ? unit : `${count} ${unit}s` }
}
