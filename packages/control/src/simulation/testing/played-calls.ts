import type { LimitRow } from '@tollgate/contract/limits'
import type { PlanRow } from '@tollgate/contract/snapshot'
import type { SimulatedCall, SimulatedCaller } from '../simulated-call.ts'

/** Monday, at noon in UTC. */
export const monday = Date.parse('2026-11-23T12:00:00Z')

export const gold = 'sub_gold'

export function plan(limits: readonly LimitRow[], more: Partial<PlanRow> = {}): PlanRow {
  const nothing = { outputTokensMax: null, models: null, basePlanId: null }
  return { kind: 'plan', id: 'plan_tried', name: 'Tried', limits: [...limits], ...nothing, ...more }
}

export function perDay(metric: LimitRow['metric'], limit: number, more: Partial<LimitRow> = {}): LimitRow {
  return { metric, limit, count: 1, unit: 'day', ...more }
}

interface Played extends Partial<Omit<SimulatedCall, 'usage' | 'caller'>> {
  readonly subscription?: string
  /** Of the answer. */
  readonly tokens?: number
}

/** A call that was answered within a second with `tokens` tokens of output. */
export function callAt(at: number, { subscription = gold, tokens = 100, ...more }: Played = {}): SimulatedCall {
  const usage = {
    source: 'provider',
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: tokens,
  } as const
  return {
    at,
    totalMs: 1_000,
    caller: callerOf(subscription),
    person: 'alice',
    modelAsked: 'gpt-5.4',
    modelServed: 'gpt-5.4',
    requestBytes: 0,
    outcome: 'answered',
    usage: { ...usage, totalTokens: tokens },
    api: {},
    ...more,
  }
}

function callerOf(subscriptionId: string): SimulatedCaller {
  return { subscriptionId, application: `application of ${subscriptionId}`, api: 'OpenAI API/2.3.0' }
}
