import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LimitRow } from '@tollgate/contract/limits'
import { MemoryCounterStore } from '../counters/memory.ts'
import { describePeriod } from '../counters/window.ts'
import { Exchange } from '../pipeline/exchange.ts'
import { runDeferred } from '../pipeline/run.ts'
import { Random } from '../testing/random.ts'
import { planRow } from '../testing/rows.ts'
import { compiledApi, testExchange } from '../testing/test-exchange.ts'
import { noUsage } from '../usage/normalise.ts'
import { createAdmission } from './admission.ts'
import { QuotaSet } from './quota-set.ts'
import { createReserve } from './reserve.ts'

/** The third promise of quotas: whoever stays within 95 % of the budget meets no 429, though each call sets aside far more than it uses. */

const hourMs = 3_600_000
const start = Date.UTC(2026, 10, 23)
const hours = 48
const share = 0.95

interface SimulatedCall {
  readonly at: number
  readonly endsAt: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What a call sets aside of output: twice what the longest uses. */
const outputCap = 8_000

describe('createAdmission: 48 hours at 95 % of the budget', () => {
  const budgets: ReadonlyArray<readonly [limit: LimitRow, windowMs: number]> = [
    [{ metric: 'total-tokens', limit: 5_000_000, count: 1, unit: 'day' }, 24 * hourMs],
    [{ metric: 'total-tokens', limit: 2_000_000, count: 1, unit: 'hour' }, hourMs],
    [{ metric: 'output-tokens', limit: 1_000_000, count: 1, unit: 'hour' }, hourMs],
    [{ metric: 'requests', limit: 20, count: 5, unit: 'minute' }, 300_000],
  ]
  for (const [limit, windowMs] of budgets)
    it(`${limit.limit} ${limit.metric} per ${describePeriod(limit)}, at any moment of a window`, () => {
      const traffic = Array.from({ length: (hours * hourMs) / windowMs }, (_, index) =>
        trafficOf(limit, { startsAt: start + index * windowMs, windowMs, random: new Random(index + 1) }),
      ).flat()
      assert.deepEqual(play(limit, traffic), { refused: 0, calls: traffic.length })
    })

  it('a rolling window, by an even stream', () => {
    const limit: LimitRow = { metric: 'requests', limit: 300, count: 1, unit: 'hour', window: 'rolling' }
    const everyMs = hourMs / (limit.limit * share)
    const traffic = Array.from({ length: Math.floor((hours * hourMs) / everyMs) }, (_, index): SimulatedCall => {
      const at = start + Math.floor(index * everyMs)
      return { at, endsAt: at + 20_000, inputTokens: 100, outputTokens: 100 }
    })
    assert.deepEqual(play(limit, traffic), { refused: 0, calls: traffic.length })
  })

  it('the one who goes beyond it is told', () => {
    const limit: LimitRow = { metric: 'requests', limit: 20, count: 1, unit: 'minute' }
    const call = (at: number) => ({ at: start + at, endsAt: start + at + 1, inputTokens: 1, outputTokens: 1 })
    const traffic = Array.from({ length: 21 }, (_, index) => call(index * 1_000))
    assert.deepEqual(play(limit, traffic), { refused: 1, calls: 21 })
  })
})

/** Calls of one window, at random moments, until the next one would not fit into 95 % of the limit. */
function trafficOf(
  { metric, limit }: LimitRow,
  { startsAt, windowMs, random }: { startsAt: number; windowMs: number; random: Random },
): SimulatedCall[] {
  const calls: SimulatedCall[] = []
  for (let used = 0; ; ) {
    const [inputTokens, outputTokens] = [1 + random.below(8_000), 1 + random.below(4_000)]
    const amount = metric === 'requests' ? 1 : metric === 'output-tokens' ? outputTokens : inputTokens + outputTokens
    used += amount
    if (used > limit * share) return calls
    const at = startsAt + random.below(windowMs)
    calls.push({ at, endsAt: at + 500 + random.below(20_000), inputTokens, outputTokens })
  }
}

/** One caller's calls against one limit, by the clock of the simulation. */
function play(limit: LimitRow, calls: readonly SimulatedCall[]): { refused: number; calls: number } {
  let now = start
  const admit = createAdmission({
    reserve: createReserve({ store: new MemoryCounterStore(), away: null }),
    journal: { note: (_x, _asked, reservation) => reservation },
    quotas: () => new QuotaSet(),
    touched: { note: () => {} },
    now: () => now,
  })
  const api = compiledApi([])
  const plan = planRow('p', [limit], outputCap)
  const template = testExchange(api)
  const caller = { ...template.caller, plan }
  let refused = 0
  const begin = ({ inputTokens, outputTokens }: SimulatedCall): (() => void) => {
    const x = new Exchange({ ...template, caller })
    x.requestBytes = inputTokens * 4
    if (admit(x) !== undefined) refused++
    const used = { ...noUsage, inputTokens, outputTokens, totalTokens: inputTokens + outputTokens }
    return () => runDeferred(x, { outcome: 'answered', usage: used, refusal: null }, noLog)
  }
  const open = new Map<SimulatedCall, () => void>()
  for (const { at, call } of momentsOf(calls)) {
    now = at
    const end = open.get(call)
    if (end === undefined) open.set(call, begin(call))
    else end()
  }
  return { refused, calls: calls.length }
}

/** Each call comes twice: when it begins and when it ends. */
function momentsOf(calls: readonly SimulatedCall[]): Array<{ at: number; call: SimulatedCall }> {
  const moments = calls.flatMap((call) => [
    { at: call.at, call },
    { at: call.endsAt, call },
  ])
  return moments.sort((one, other) => one.at - other.at)
}

const noLog = {
  policyFailed: (_x: unknown, policy: string, error: unknown): never => {
    throw new Error(policy, { cause: error })
  },
}
