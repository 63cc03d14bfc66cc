import type { Random } from './fleet.ts'

export const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Hours when the provider is in trouble. */
export interface Incident {
  readonly from: number
  readonly to: number
  readonly kind: 'away' | 'slow' | 'throttled'
}

/** How much of a person's work falls into an hour (UTC): office hours with a lunch, some evenings, few weekends. */
export function workIn(at: number, hoursLater: number): number {
  const time = new Date(at - hoursLater * hourMs)
  const day = time.getUTCDay()
  const perHour = [0, 0, 0, 0, 0, 0.1, 0.4, 2, 5, 8, 9, 8, 4, 7, 9, 8, 6, 3, 1.2, 0.8, 0.6, 0.3, 0.1, 0]
  return (perHour[time.getUTCHours()] ?? 0) * (day === 0 || day === 6 ? 0.06 : 1)
}

/** Pipelines run with the work of people, and all of them at night. */
export function pipelinesIn(at: number): number {
  const hour = new Date(at).getUTCHours()
  return hour === 2 || hour === 3 ? 9 : 1 + workIn(at, 0) / 4
}

/** One of each kind, in office hours, spread over the time. */
export function makeIncidents(from: number, to: number, random: Random): Incident[] {
  const kinds = ['slow', 'away', 'throttled'] as const
  return kinds.map((kind, index) => {
    const share = (index + 0.3 + random() * 0.4) / kinds.length
    const day = Math.floor((from + (to - from) * share) / dayMs) * dayMs
    const begin = onWeekday(day) + (9 + Math.floor(random() * 7)) * hourMs
    return { from: begin, to: begin + (1 + Math.floor(random() * 3)) * hourMs, kind }
  })
}

function onWeekday(day: number): number {
  const weekday = new Date(day).getUTCDay()
  if (weekday === 6) return day - dayMs
  return weekday === 0 ? day - 2 * dayMs : day
}
