import type { ToldCounter } from '@tollgate/contract/counter-report'

type Period = NonNullable<ToldCounter['period']>

interface Said {
  readonly label: string
  readonly metric: ToldCounter['metric']
  readonly period: Period
  readonly limit: number
  readonly used: number
  /** Unix milliseconds. */
  readonly resetsAt: number | null
}

const metricNames: Readonly<Record<ToldCounter['metric'], string>> = {
  requests: 'requests',
  'total-tokens': 'tokens',
  'input-tokens': 'input tokens',
  'output-tokens': 'output tokens',
  cost: 'dollars',
  concurrency: 'calls',
}
const microDollars = 1_000_000

/** `Plan AIBronze of application shop: 80 % of 1,000,000 tokens per day are used; it starts anew on 24 November 2026 at 00:00 UTC.` */
export function alertText({ label, metric, period, limit, used, resetsAt }: Said): string {
  const percent = usedPercentOf(used, limit)
  const what = `${amountText(metric, limit)} ${metricNames[metric]} per ${periodText(period)}`
  const how = percent >= 100 ? `all ${what} are used up` : `${percent} % of ${what} are used`
  if (resetsAt === null) return `${label}: ${how}.`
  return period.window === 'rolling'
    ? `${label}: ${how}; what was used is forgotten bit by bit, all of it by ${timeText(resetsAt, 'UTC')}.`
    : `${label}: ${how}; it starts anew on ${timeText(resetsAt, period.timeZone ?? 'UTC')}.`
}

/** Whole percents, never more than there are. */
export function usedPercentOf(used: number, limit: number): number {
  return limit === 0 ? 100 : Math.floor((used / limit) * 100)
}

/** `minute`, `5 minutes` */
export function periodText({ count, unit }: Pick<Period, 'count' | 'unit'>): string {
  return count === 1 ? unit : `${count} ${unit}s`
}

function amountText(metric: ToldCounter['metric'], amount: number): string {
  return (metric === 'cost' ? amount / microDollars : amount).toLocaleString('en-US', { maximumFractionDigits: 6 })
}

function timeText(at: number, timeZone: string): string {
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(at)
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(at)
  return `${date} at ${time} ${timeZone}`
}
