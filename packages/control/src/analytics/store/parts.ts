import type { UsageQuery } from '../analytics-store.ts'
import { dayHours, dayMs, hourMs } from './columns.ts'
import type { Unit } from './cubes.ts'

/** Slots of one rollup, since 1970 in its own unit: `first` included, `beyond` not. */
export interface Range {
  readonly first: number
  readonly beyond: number
}

/** What one rollup answers of a time. */
export interface Part {
  readonly unit: Unit
  readonly unitMs: number
  readonly ranges: readonly Range[]
}

/** The beginning of its hour (UTC): a question that begins within an hour has all of it. */
export function hourBefore(at: number): number {
  return Math.floor(at / hourMs) * hourMs
}

export function hourAfter(at: number): number {
  return Math.ceil(at / hourMs) * hourMs
}

type Time = Pick<UsageQuery, 'from' | 'to'>

/** The whole days of a time. */
export function wholeDays({ from, to }: Time): Range {
  const first = Math.ceil(hourBefore(from) / dayMs)
  return { first, beyond: Math.max(first, Math.floor(hourAfter(to) / dayMs)) }
}

/** Whole days that are summed up, and hours for what is left. `openDays`: those of the time that are not summed up, in rising order. */
export function partsOf(time: Time, openDays: readonly number[] | 'all'): readonly Part[] {
  if (time.to <= time.from) return []
  const all = { first: hourBefore(time.from) / hourMs, beyond: hourAfter(time.to) / hourMs }
  const days = openDays === 'all' ? [] : closedRanges(wholeDays(time), openDays)
  const hours: Range[] = []
  let first = all.first
  for (const day of days) {
    hours.push({ first, beyond: day.first * dayHours })
    first = day.beyond * dayHours
  }
  hours.push({ first, beyond: all.beyond })
  const parts: Part[] = [
    { unit: 'hour', unitMs: hourMs, ranges: hours.filter(hasSlots) },
    { unit: 'day', unitMs: dayMs, ranges: days },
  ]
  return parts.filter(({ ranges }) => ranges.length > 0)
}

function closedRanges({ first, beyond }: Range, openDays: readonly number[]): readonly Range[] {
  const ranges: Range[] = []
  let next = first
  for (const day of openDays) {
    ranges.push({ first: next, beyond: day })
    next = day + 1
  }
  return [...ranges, { first: next, beyond }].filter(hasSlots)
}

function hasSlots({ first, beyond }: Range): boolean {
  return first < beyond
}
