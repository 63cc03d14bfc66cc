import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LimitRow } from '@tollgate/contract/limits'
import type { Refused } from '../counters/counter-store.ts'
import { type CallLimit, type LimitOwner, nameLimits } from './call-limits.ts'
import { refuseQuota } from './quota-refusal.ts'

const now = Date.UTC(2026, 10, 23, 12)
const bronze: LimitOwner = { scope: 'plan', name: 'AIBronze' }
const perDay: LimitRow = { metric: 'total-tokens', limit: 1_000_000, count: 1, unit: 'day' }

/** What is said of the first of these limits, which is in the way for so long. */
function refusalOf(
  seconds: number | null,
  limits: readonly Partial<LimitRow>[] = [{}],
  { owner = bronze, reason = 'used-up' }: { owner?: LimitOwner; reason?: Refused['reason'] } = {},
) {
  const rows = limits.map((row) => ({ ...perDay, ...row }))
  return refuse(nameLimits(owner, 'sub', { limits: rows })[0], seconds, reason)
}

function refuse(limit: CallLimit | undefined, seconds: number | null, reason: Refused['reason']) {
  assert.ok(limit)
  const resetsAt = seconds === null ? null : now + seconds * 1000
  const state = { used: 0, reserved: 0, limit: limit.counter.limit, resetsAt }
  return refuseQuota(limit, { kind: 'refused', limit: { ...limit.counter, amount: 1 }, state, reason, resetsAt }, now)
}

describe('refuseQuota', () => {
  it('names the plan, the limit and the time of its reset', () => {
    const refusal = refusalOf(43_200)
    assert.equal(refusal.code, 'quota_exceeded')
    assert.equal(refusal.message, 'Plan AIBronze: all 1,000,000 tokens per day are used up.')
    assert.deepEqual([refusal.retryAfterSeconds, refusal.resetsAt], [43_200, now / 1000 + 43_200])
  })

  it('lets an agent wait by itself for up to 30 s', () => {
    for (const [seconds, code] of [
      [0.2, 'throttled'],
      [30, 'throttled'],
      [30.1, 'quota_exceeded'],
    ] as const) {
      const refusal = refusalOf(seconds, [{ unit: 'minute' }])
      assert.deepEqual([refusal.code, refusal.retryAfterSeconds], [code, Math.ceil(seconds)])
      assert.equal(refusal.message, 'Plan AIBronze: all 1,000,000 tokens per minute are used up.')
    }
  })

  it('tells nobody to wait where nothing is allowed, however short the window', () => {
    const refusal = refusalOf(3, [{ limit: 0, unit: 'minute' }])
    assert.deepEqual([refusal.code, refusal.retryAfterSeconds, refusal.resetsAt], ['quota_exceeded', null, null])
    assert.equal(refusal.message, 'Plan AIBronze: it allows no tokens: ask for a larger one.')
  })

  it('lets a call wait for tokens that open calls have set aside, no longer than until the reset', () => {
    const refusal = refusalOf(43_200, [{}], { reason: 'in-use' })
    assert.deepEqual([refusal.code, refusal.retryAfterSeconds], ['throttled', 10])
    assert.match(refusal.message, /^Plan AIBronze: what is left of 1,000,000 tokens per day is set aside for calls/)
    assert.equal(refusalOf(4, [{ unit: 'minute' }], { reason: 'in-use' }).retryAfterSeconds, 4)
  })

  it('takes requests that are open for used up: none of them is given back for having an answer', () => {
    const refusal = refusalOf(43_200, [{ metric: 'requests', limit: 5 }], { reason: 'in-use' })
    assert.deepEqual(
      [refusal.code, refusal.message],
      ['quota_exceeded', 'Plan AIBronze: all 5 requests per day are used up.'],
    )
  })

  it('lets a call wait where too many are open', () => {
    for (const [concurrencyMax, said] of [
      [1, 'one call is open'],
      [8, '8 calls are open at once'],
    ] as const) {
      const refusal = refuse(nameLimits(bronze, 'sub', { limits: [], concurrencyMax })[0], null, 'in-use')
      assert.deepEqual([refusal.code, refusal.retryAfterSeconds, refusal.resetsAt], ['throttled', 10, null])
      assert.equal(refusal.message, `Plan AIBronze: ${said}, which is all: wait for one to end.`)
    }
  })

  it('says money in dollars, to the last micro-dollar', () => {
    const message = (limit: number) => refusalOf(99, [{ metric: 'cost', limit, unit: 'week', count: 2 }]).message
    assert.equal(message(12_500_000), 'Plan AIBronze: all 12.5 dollars per 2 weeks are used up.')
    assert.equal(message(1_000_000), 'Plan AIBronze: the one dollar per 2 weeks is used up.')
    assert.equal(message(1), 'Plan AIBronze: all 0.000001 dollars per 2 weeks are used up.')
  })

  it('names whose quota it is, for the reader and for clients that tell them apart', () => {
    const refusal = refusalOf(99, [{}], { owner: { scope: 'team', name: 'Payments' } })
    assert.equal(refusal.message, 'Team quota Payments: all 1,000,000 tokens per day are used up.')
    assert.equal(refusal.limitOf, 'team')
  })

  it('takes a short limit on requests beside a longer one for a burst', () => {
    const short = { metric: 'requests', unit: 'minute' } as const
    assert.equal(refusalOf(9, [short, {}]).limitOf, 'burst')
    assert.equal(refusalOf(9, [short, { unit: 'minute' }]).limitOf, 'plan')
    assert.equal(refusalOf(9, [{ ...short, metric: 'total-tokens' }, {}]).limitOf, 'plan')
  })
})
