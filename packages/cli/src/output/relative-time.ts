const units = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
] as const

/** `3 min ago`, `in 2 d`; beyond two months the date itself. */
export function relativeTime(time: string, now: number): string {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return time
  const apartMs = Math.abs(now - at)
  if (apartMs > 60 * 86_400_000) return new Date(at).toISOString().slice(0, 10)
  const unit = units.find(({ ms }) => apartMs >= ms)
  if (unit === undefined) return 'now'
  // A key of 30 days has 29 and a bit when it is shown: what lies ahead is rounded.
  return at <= now
    ? `${Math.floor(apartMs / unit.ms)} ${unit.name} ago`
    : `in ${Math.round(apartMs / unit.ms)} ${unit.name}`
}
