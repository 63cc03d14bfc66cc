import { Tooltip } from '@mantine/core'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** A time as people say it; the exact one with its zone on hover. null: it never was. */
export function Moment({ at, none = 'never' }: { readonly at: string | number | null; readonly none?: string }) {
  if (at === null) return <span>{none}</span>
  const time = new Date(at)
  return (
    <Tooltip label={exact.format(time)}>
      <time dateTime={time.toISOString()}>{relativeTime(time.getTime(), Date.now())}</time>
    </Tooltip>
  )
}

export function relativeTime(at: number, now: number): string {
  const difference = at - now
  for (const [unit, size] of units)
    if (Math.abs(difference) >= size) return relative.format(Math.trunc(difference / size), unit)
  return difference > 0 ? 'in less than a minute' : 'just now'
}
