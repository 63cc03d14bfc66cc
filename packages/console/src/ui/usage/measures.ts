import type { UsageAmounts } from '@tollgate/contract/resources/usage'
import { shownCount, shownMoney } from '../numbers.ts'

export type MeasureName = 'tokens' | 'money' | 'calls' | 'refused' | 'failed'

interface Measure {
  readonly name: string
  readonly of: (amounts: UsageAmounts) => number
  readonly shown: (value: number) => string
  /** What breakdowns are ordered by. */
  readonly order: 'totalTokens' | 'cost' | 'calls' | 'refused' | 'failed'
}

/** What usage is counted in. Money in micro-dollars. */
export const measures: Readonly<Record<MeasureName, Measure>> = {
  tokens: { name: 'Tokens', of: ({ totalTokens }) => totalTokens, shown: shownCount, order: 'totalTokens' },
  money: { name: 'Money', of: ({ costUsd }) => costUsd * 1e6, shown: shownMoney, order: 'cost' },
  calls: { name: 'Calls', of: ({ calls }) => calls, shown: shownCount, order: 'calls' },
  refused: { name: 'Refused calls', of: ({ refused }) => refused, shown: shownCount, order: 'refused' },
  failed: { name: 'Failed calls', of: ({ failed }) => failed, shown: shownCount, order: 'failed' },
}

export const measureNames = Object.keys(measures) as readonly MeasureName[]

export function measureOf(name: string | undefined): MeasureName {
  return measureNames.find((one) => one === name) ?? 'tokens'
}
