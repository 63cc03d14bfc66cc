import type { PlanRow } from '@tollgate/contract/snapshot'

export type Period = Pick<PlanRow['limits'][number], 'unit' | 'count'>

export interface Window {
  /** Unix milliseconds, included. */
  readonly startsAt: number
  /** Unix milliseconds, excluded: the first moment of the next window. */
  readonly endsAt: number
}

const lengthsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
/** 1970-01-05, the first Monday: weeks begin on Mondays. */
const firstMondayMs = 345_600_000

/** The calendar window, in UTC, that a moment lies in. n periods are counted from 1970, so that all gateways agree. */
export function windowAt({ unit, count }: Period, now: number): Window {
  if (unit === 'month') return monthsAt(count, now)
  const lengthMs = lengthsMs[unit] * count
  const originMs = unit === 'week' ? firstMondayMs : 0
  const startsAt = Math.floor((now - originMs) / lengthMs) * lengthMs + originMs
  return { startsAt, endsAt: startsAt + lengthMs }
}

function monthsAt(count: number, now: number): Window {
  const date = new Date(now)
  const months = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
  const first = Math.floor(months / count) * count
  return { startsAt: Date.UTC(1970, first), endsAt: Date.UTC(1970, first + count) }
}

/** `minute`, `5 minutes` */
export function describePeriod({ unit, count }: Period): string {
  return count === 1 ? unit : `${count} ${unit}s`
}
