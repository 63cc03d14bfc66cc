import type { LimitRow } from '@tollgate/contract/limits'
import { windowMsOf } from '../counters/window.ts'

/** A limit as callers are shown it, made once for each limit. */
export interface ShownLimit {
  /** The headers that tell it: `x-ratelimit-limit-requests`, `-tokens`, `-dollars`. */
  readonly kind: 'requests' | 'tokens' | 'dollars'
  /** In the unit of the kind. */
  readonly limit: string
  readonly windowMinutes: number
  /** Over before a person could do anything about it. */
  readonly isPassing: boolean
}

const microDollars = 1_000_000
const passingWindowMs = 300_000

export function showLimit(row: LimitRow): ShownLimit {
  const windowMs = windowMsOf(row)
  return {
    kind: kindOf(row.metric),
    limit: amountText(row.metric, row.limit),
    windowMinutes: Math.max(1, Math.round(windowMs / 60_000)),
    isPassing: windowMs < passingWindowMs,
  }
}

/** An amount as a header has it: a plain number, money in dollars. */
export function amountText(metric: LimitRow['metric'], amount: number): string {
  return String(metric === 'cost' ? amount / microDollars : amount)
}

function kindOf(metric: LimitRow['metric']): ShownLimit['kind'] {
  switch (metric) {
    case 'requests':
      return 'requests'
    case 'cost':
      return 'dollars'
    case 'total-tokens':
    case 'input-tokens':
    case 'output-tokens':
      return 'tokens'
  }
}
