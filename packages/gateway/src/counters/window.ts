import type { PlanRow } from '@tollgate/contract/snapshot'
import { firstInstantOf, type WallClock, WallClocks } from './wall-clock.ts'

type Length = Pick<PlanRow['limits'][number], 'unit' | 'count'>

/** Begins and ends with the calendar of a time zone (an IANA name; UTC where there is none). */
export interface CalendarPeriod extends Length {
  readonly kind?: 'calendar'
  readonly timeZone?: string
}

/**
 * The time before now. What was used is kept in `slotsOfWindow` slots and forgotten by the slot: it counts for at least the length of the window and for at
 * most one slot (1/60 of it) longer. So no stretch of that length ever holds more than the limit. A month is 30 days.
 */
export interface RollingPeriod extends Length {
  readonly kind: 'rolling'
}

/** No window: an amount counts while its call is open. */
export interface ConcurrencyPeriod {
  readonly kind: 'concurrency'
}

export type Period = CalendarPeriod | RollingPeriod | ConcurrencyPeriod

export interface Window {
  /** Unix milliseconds, included. */
  readonly startsAt: number
  /** Unix milliseconds, excluded: the first moment of the next window. */
  readonly endsAt: number
}

export const slotsOfWindow = 60

const dayMs = 86_400_000
const lengthsMs = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
  week: 7 * dayMs,
  month: 30 * dayMs,
} as const
/** 1970-01-05, the first Monday: weeks begin on Mondays. */
const firstMonday = 4

/** Length of one slot of a rolling window. */
export function slotMsOf(period: RollingPeriod): number {
  return Math.ceil(windowMsOf(period) / slotsOfWindow)
}

/**
 * Calendar windows. n days, weeks and months are counted from 1970 by the dates of the zone, so that all gateways agree; minutes and hours from its
 * midnight, where a day is a whole number of windows, otherwise from 1970 in UTC. Remembers the last window of each period.
 */
export class Windows {
  private readonly clocks = new WallClocks()
  private readonly last = new WeakMap<CalendarPeriod, Window>()

  at(period: CalendarPeriod, now: number): Window {
    const last = this.last.get(period)
    if (last !== undefined && now >= last.startsAt && now < last.endsAt) return last
    const window = windowAt(period, now, this.clocks.of(period.timeZone ?? 'UTC'))
    this.last.set(period, window)
    return window
  }
}

function windowAt({ unit, count }: CalendarPeriod, now: number, clock: WallClock): Window {
  switch (unit) {
    case 'second':
    case 'minute':
    case 'hour':
      return timesAt(lengthsMs[unit] * count, now, clock)
    case 'day':
      return datesAt(now, clock, (day) => Math.floor(day / count) * count, count)
    case 'week':
      return datesAt(
        now,
        clock,
        (day) => Math.floor((day - firstMonday) / (7 * count)) * 7 * count + firstMonday,
        7 * count,
      )
    case 'month':
      return monthsAt(count, now, clock)
  }
}

/** Where the clock is changed the windows of that day keep their length, and its last one ends with the day. */
function timesAt(lengthMs: number, now: number, clock: WallClock): Window {
  if (dayMs % lengthMs !== 0) {
    const startsAt = Math.floor(now / lengthMs) * lengthMs
    return { startsAt, endsAt: startsAt + lengthMs }
  }
  const day = datesAt(now, clock, (date) => date, 1)
  const startsAt = day.startsAt + Math.floor((now - day.startsAt) / lengthMs) * lengthMs
  return { startsAt, endsAt: Math.min(startsAt + lengthMs, day.endsAt) }
}

function datesAt(now: number, clock: WallClock, firstOf: (day: number) => number, days: number): Window {
  let first = firstOf(Math.floor(clock(now) / dayMs))
  // A clock that was set back over midnight shows a date that has passed: its window is over.
  while (firstInstantOf(clock, (first + days) * dayMs) <= now) first += days
  return { startsAt: firstInstantOf(clock, first * dayMs), endsAt: firstInstantOf(clock, (first + days) * dayMs) }
}

function monthsAt(count: number, now: number, clock: WallClock): Window {
  const date = new Date(clock(now))
  const months = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
  let first = Math.floor(months / count) * count
  while (firstInstantOf(clock, Date.UTC(1970, first + count)) <= now) first += count
  return {
    startsAt: firstInstantOf(clock, Date.UTC(1970, first)),
    endsAt: firstInstantOf(clock, Date.UTC(1970, first + count)),
  }
}

/** About how long a window is: a month counts as 30 days. */
export function windowMsOf({ unit, count }: Length): number {
  return lengthsMs[unit] * count
}

/** `minute`, `5 minutes` */
export function describePeriod({ unit, count }: Length): string {
  return count === 1 ? unit : `${count} ${unit}s`
}
