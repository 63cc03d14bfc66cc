import type { PlanLimit } from '@tollgate/contract/resources/limit'
import { shownCount, shownMoney } from './numbers.ts'

/** What a limit counts, in words. */
export const metricWords = {
  requests: 'calls',
  'total-tokens': 'tokens',
  'input-tokens': 'tokens of input',
  'output-tokens': 'tokens of output',
  cost: 'US dollars',
  concurrency: 'open calls',
} as const

/** "1,000 calls a minute and 5.00 M tokens a day". */
export function limitsSentence(limits: readonly PlanLimit[]): string {
  if (limits.length === 0) return 'no limits'
  return limits.map(limitWords).join(' and ')
}

/** "1,000 calls a minute" */
export function limitWords({ metric, limit, per }: PlanLimit): string {
  const amount = metric === 'cost' ? shownMoney(limit * 1e6) : `${shownCount(limit)} ${metricWords[metric]}`
  return `${amount} ${/^\d/.test(per) ? `in ${per}` : `${per.startsWith('hour') ? 'an' : 'a'} ${per.replace(/s$/, '')}`}`
}

interface Plan {
  readonly limits: readonly PlanLimit[]
  readonly approval: 'automatic' | 'manual'
}

export function planSentence({ limits, approval }: Plan): string {
  const said = limitsSentence(limits)
  return `${said[0]?.toUpperCase() ?? ''}${said.slice(1)}${approval === 'manual' ? ', after approval' : ''}`
}
