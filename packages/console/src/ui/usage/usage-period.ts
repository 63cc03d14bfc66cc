/** What a page of usage is about: presets go up to now, so that a link says the same tomorrow. */
export const periods = [
  { value: 'today', label: 'Today', hours: null },
  { value: '24h', label: '24 hours', hours: 24 },
  { value: '7d', label: '7 days', hours: 7 * 24 },
  { value: '30d', label: '30 days', hours: 30 * 24 },
  { value: 'month', label: 'This month', hours: null },
] as const

export const presetPeriod = '7d'
const preset = { value: '7d', hours: 7 * 24 } as const
const hourMs = 3_600_000

export interface UsagePeriod {
  readonly from: string
  /** Left out: now. */
  readonly to?: string
}

/** Of an address: own days, or a preset. The same within an hour, so that an answer is found again. */
export function periodOf({ from, to, range }: Readonly<Record<string, string>>, now: number): UsagePeriod {
  if (from !== undefined && isMoment(from))
    return to !== undefined && isMoment(to) ? { from, to: dayAfter(to) } : { from }
  const period = periods.find(({ value }) => value === range) ?? preset
  if (period.hours === null) {
    const today = new Date(now)
    const day = period.value === 'today' ? today.getUTCDate() : 1
    return { from: new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), day)).toISOString() }
  }
  return { from: new Date((Math.floor(now / hourMs) - period.hours + 1) * hourMs).toISOString() }
}

/** Few hours are shown hour by hour. */
export function stepOf({ from, to }: UsagePeriod, now: number): 'hour' | 'day' {
  const end = to === undefined ? now : Date.parse(to)
  return end - Date.parse(from) <= 3 * 24 * hourMs ? 'hour' : 'day'
}

/** The period of the same length before it. */
export function periodBefore({ from, to }: UsagePeriod, now: number): UsagePeriod {
  const begin = Date.parse(from)
  const end = to === undefined ? Math.ceil(now / hourMs) * hourMs : Date.parse(to)
  return { from: new Date(2 * begin - end).toISOString(), to: new Date(begin).toISOString() }
}

/** A day, or a time, as the REST API takes them. */
function isMoment(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** The last day is meant to be in it; a time is itself. */
function dayAfter(day: string): string {
  if (day.length > 10) return day
  return new Date(Date.parse(day) + 24 * hourMs).toISOString().slice(0, 10)
}
