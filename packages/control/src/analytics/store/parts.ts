import type { UsageQuery } from '../analytics-store.ts'
import { dayMs, hourMs } from './columns.ts'

/** A stretch of time that one rollup answers, in its own unit since 1970. */
export interface Part {
  readonly unit: 'hour' | 'day'
  readonly unitMs: number
  readonly from: number
  readonly to: number
}

/** The beginning of its hour (UTC): a question that begins within an hour has all of it. */
export function hourBefore(at: number): number {
  return Math.floor(at / hourMs) * hourMs
}

export function hourAfter(at: number): number {
  return Math.ceil(at / hourMs) * hourMs
}

/** Whole days in the middle, hours at both ends. */
export function partsOf(
  { from, to }: Pick<UsageQuery, 'from' | 'to'>,
  { isHourly = false }: { readonly isHourly?: boolean },
): readonly Part[] {
  if (to <= from) return []
  const [firstHour, beyondHour] = [hourBefore(from) / hourMs, hourAfter(to) / hourMs]
  const [firstDay, beyondDay] = [Math.ceil(firstHour / 24), Math.floor(beyondHour / 24)]
  const hours = (first: number, beyond: number): Part => ({ unit: 'hour', unitMs: hourMs, from: first, to: beyond })
  if (isHourly || firstDay >= beyondDay) return [hours(firstHour, beyondHour)]
  const days: Part = { unit: 'day', unitMs: dayMs, from: firstDay, to: beyondDay }
  return [hours(firstHour, firstDay * 24), days, hours(beyondDay * 24, beyondHour)].filter(
    (part) => part.from < part.to,
  )
}
