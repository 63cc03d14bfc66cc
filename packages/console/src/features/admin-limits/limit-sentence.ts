import type { PlanLimit } from '@tollgate/contract/resources/limit'
import { shownCount } from '../../ui/numbers.ts'

const nouns: Readonly<Record<PlanLimit['metric'], string>> = {
  requests: 'calls',
  'total-tokens': 'tokens',
  'input-tokens': 'input tokens',
  'output-tokens': 'output tokens',
  cost: '',
}

/** "1,000 calls a minute and $50 a day" */
export function limitSentence(limits: readonly PlanLimit[]): string {
  const parts = limits.map(({ metric, limit, per }) => {
    const time = /^\d/.test(per) ? `in ${per}` : `${per === 'hour' ? 'an' : 'a'} ${per}`
    return metric === 'cost' ? `$${shownCount(limit)} ${time}` : `${shownCount(limit)} ${nouns[metric]} ${time}`
  })
  return parts.join(' and ') || 'no limit'
}
