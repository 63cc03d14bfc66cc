import { at, type JsonObject, listOf } from '../api-client/json.ts'

/** `1,000,000 total-tokens a day · $5 a month (Europe/Berlin) · 4 at once`: the limits of a plan or a quota on one line. */
export function shownLimits({ limits, concurrency, stopOnQuotaReach }: JsonObject): string {
  const all = listOf(limits).map(shownLimit)
  if (typeof concurrency === 'number') all.push(`${concurrency.toLocaleString('en')} at once`)
  if (all.length === 0) return 'none'
  return stopOnQuotaReach === false ? `${all.join(' · ')} (only warned of)` : all.join(' · ')
}

function shownLimit(limit: unknown): string {
  const { metric, per, window, timeZone } = limit as JsonObject
  const amount = Number(at(limit, 'limit')).toLocaleString('en', { maximumFractionDigits: 6 })
  const what = metric === 'cost' ? `$${amount}` : `${amount} ${metric}`
  const zone = typeof timeZone === 'string' ? ` (${timeZone})` : ''
  if (window === 'rolling') return `${what} in any ${per}`
  return `${what} ${/^\d/.test(String(per)) ? 'in' : 'a'} ${per}${zone}`
}
