import type { LimitRow } from '@tollgate/contract/limits'
import type { PlanLimit } from '@tollgate/contract/resources/limit'

/** Limits as people write them, and as they are stored and sent to gateways. */

const microDollars = 1_000_000

/** `5 minutes` → { count: 5, unit: 'minute' } */
export function storedLimit({ metric, limit, per, window, timeZone }: PlanLimit): LimitRow {
  const [, count, unit] = /^(?:(\d+) )?(second|minute|hour|day|week|month)s?$/.exec(per) ?? []
  return {
    metric,
    limit: metric === 'cost' ? Math.round(limit * microDollars) : limit,
    count: Number(count ?? 1),
    unit: unit as LimitRow['unit'],
    ...(window === 'rolling' ? { window } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
}

export function shownLimit({ metric, limit, count, unit, window, timeZone }: LimitRow): PlanLimit {
  return {
    metric,
    limit: metric === 'cost' ? limit / microDollars : limit,
    per: count === 1 ? unit : `${count} ${unit}s`,
    ...(window === 'rolling' ? { window } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
}

/** Percentages in rising order, however they were written. */
export function storedWarnAt(percentages: readonly number[]): number[] {
  return [...percentages].sort((one, other) => one - other)
}

/** As a gateway gets them: those of a plan or a quota that does not stop are soft. */
export function limitRows(limits: readonly LimitRow[], stopOnQuotaReach: boolean): LimitRow[] {
  return stopOnQuotaReach ? [...limits] : limits.map((limit) => ({ ...limit, isSoft: true }))
}
