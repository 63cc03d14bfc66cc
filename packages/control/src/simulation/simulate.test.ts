import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { simulate } from './simulate.ts'
import { callAt, gold, monday, perDay, plan } from './testing/played-calls.ts'

const secondMs = 1_000
const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
const every = (gapMs: number, count: number, from = monday) =>
  Array.from({ length: count }, (_, index) => callAt(from + index * gapMs))
const time = (text: string) => Date.parse(text)

describe('simulate', () => {
  it('refuses nobody where a plan has no limits, and still says what was used', () => {
    const { subscriptions, ...all } = simulate(every(minuteMs, 3), plan([]))
    assert.deepEqual(all, { period: { from: monday, to: monday + 2 * minuteMs }, calls: 3, refused: 0, late: 0 })
    assert.deepEqual(subscriptions[0]?.limits, [])
    assert.equal(subscriptions[0]?.used.totalTokens, 300)
  })

  it('of no calls finds nothing', () => {
    const found = simulate([], plan([perDay('requests', 1)]))
    assert.deepEqual(found, { period: null, calls: 0, refused: 0, late: 0, subscriptions: [] })
  })

  it('refuses what is beyond a limit until its window ends, in the words of the gateway', () => {
    const calls = [...every(hourMs, 4), ...every(hourMs, 3, monday + dayMs)]
    const { refused, subscriptions } = simulate(calls, plan([perDay('requests', 2)]))
    assert.equal(refused, 3)
    const [one] = subscriptions
    assert.equal(one?.firstRefusedAt, monday + 2 * hourMs)
    assert.equal(one?.firstRefusal, 'Plan Tried: all 2 requests per day are used up.')
    const [first, second] = one?.stops ?? []
    const opensAt = time('2026-11-24T00:00:00Z')
    assert.deepEqual(first, { from: monday + 2 * hourMs, refused: 2, opensAt, admittedAgainAt: monday + dayMs })
    assert.equal(second?.admittedAgainAt, null)
    assert.equal(second?.opensAt, opensAt + dayMs)
    assert.equal(one?.stopsCount, 2)
    assert.deepEqual([one?.limits[0]?.refused, one?.limits[0]?.peakUsed, one?.limits[0]?.peakPercent], [3, 2, 100])
    assert.deepEqual(one?.people, [{ person: 'alice', calls: 7, refused: 3, firstRefusedAt: monday + 2 * hourMs }])
  })

  it('counts each subscription by itself, the most refused first', () => {
    const of = (subscription: string, count: number) =>
      Array.from({ length: count }, (_, index) => callAt(monday + index * minuteMs, { subscription }))
    const calls = [...of('few', 2), ...of('many', 5)].sort((one, other) => one.at - other.at)
    const { subscriptions } = simulate(calls, plan([perDay('requests', 2)]))
    assert.deepEqual(
      subscriptions.map(({ subscriptionId, refused }) => [subscriptionId, refused]),
      [
        ['many', 3],
        ['few', 0],
      ],
    )
  })

  it('begins a day when it begins in the time zone of the limit', () => {
    const calls = ['21:00', '22:30', '23:30'].map((at) => callAt(time(`2026-11-23T${at}:00Z`)))
    const refusedIn = (timeZone: string | undefined) => {
      const limit = perDay('requests', 1, timeZone === undefined ? {} : { timeZone })
      const [one] = simulate(calls, plan([limit])).subscriptions
      return [one?.refused, one?.stops[0]?.opensAt]
    }
    assert.deepEqual(refusedIn(undefined), [2, time('2026-11-24T00:00:00Z')])
    assert.deepEqual(refusedIn('Europe/Berlin'), [1, time('2026-11-23T23:00:00Z')])
  })

  it('lets a rolling window forget, where a calendar has a new beginning', () => {
    // At the end of one minute and the beginning of the next.
    const calls = every(5 * secondMs, 6, time('2026-11-23T12:00:45Z'))
    const limit = { metric: 'requests', limit: 3, count: 1, unit: 'minute' } as const
    assert.equal(simulate(calls, plan([limit])).refused, 0)
    const [one] = simulate(
      [...calls, callAt(monday + 5 * minuteMs)],
      plan([{ ...limit, window: 'rolling' }]),
    ).subscriptions
    assert.equal(one?.refused, 3)
    // The first call ended at 12:00:46; its slot counts for a minute and at most a second more.
    assert.equal(one?.stops[0]?.opensAt, time('2026-11-23T12:01:47Z'))
    assert.equal(one?.limits[0]?.peakUsed, 3)
  })

  it('sets aside what a call may use while it is open, and gives it back', () => {
    const together = [0, 1, 2].map((index) => callAt(monday + index))
    const later = callAt(monday + hourMs)
    const [one] = simulate([...together, later], plan([perDay('total-tokens', 30_000)])).subscriptions
    assert.equal(one?.refused, 2)
    assert.match(one?.firstRefusal ?? '', /set aside for calls that are open/)
    assert.deepEqual(one?.stops, [{ from: monday + 1, refused: 2, opensAt: null, admittedAgainAt: monday + hourMs }])
    const capped = plan([perDay('total-tokens', 30_000)], { outputTokensMax: 1_000 })
    assert.equal(simulate([...together, later], capped).refused, 0)
  })

  it('refuses more calls at once than a plan allows, and lets the next one in when one ended', () => {
    const calls = [0, 1, secondMs].map((after) => callAt(monday + after))
    const [one] = simulate(calls, plan([], { concurrencyMax: 1 })).subscriptions
    assert.equal(one?.refused, 1)
    assert.equal(one?.stops[0]?.admittedAgainAt, monday + secondMs)
    assert.deepEqual([one?.limits[0]?.limit.metric, one?.limits[0]?.peakUsed], ['concurrency', 1])
  })

  it('of a soft limit says what was beyond it, and refuses nothing', () => {
    const [one] = simulate(every(minuteMs, 5), plan([perDay('requests', 2, { isSoft: true })])).subscriptions
    assert.equal(one?.refused, 0)
    const [limit] = one?.limits ?? []
    assert.deepEqual([limit?.passedBeyond, limit?.firstBeyondAt], [3, monday + 2 * minuteMs])
    assert.deepEqual([limit?.peakUsed, limit?.peakPercent], [5, 250])
  })

  it('refuses a model without a price under a limit on cost, unless the API lets it pass', () => {
    const prices = [{ model: 'gpt-5.4', from: 0, input: 1, cachedInput: 1, output: 10 }]
    const cost = plan([perDay('cost', 1_500)])
    const call = (at: number, more = {}) => callAt(monday + at * minuteMs, { api: { prices }, ...more })
    const calls = [call(0), call(1, { modelAsked: 'GPT-unpriced', modelServed: 'GPT-unpriced' }), call(2), call(3)]
    const [one] = simulate(calls, cost).subscriptions
    // 100 tokens at 10 dollars a million are 1,000 micro-dollars: the third is the last.
    assert.deepEqual([one?.refused, one?.refusedForModel, one?.used.cost], [2, 1, 2_000])
    assert.match(one?.firstRefusal ?? '', /the model GPT-unpriced has no price/)
    const passing = simulate([callAt(monday, { api: { unpricedModels: 'pass' } })], cost).subscriptions[0]
    assert.deepEqual([passing?.refused, passing?.used.callsWithoutPrice], [0, 1])
  })

  it('refuses models that the plan does not list', () => {
    const calls = [
      callAt(monday),
      callAt(monday + 1, { modelAsked: 'other' }),
      callAt(monday + 2, { modelAsked: null }),
    ]
    const [one] = simulate(calls, plan([], { models: ['gpt-5.4'] })).subscriptions
    assert.deepEqual([one?.refused, one?.refusedForModel, one?.stops[0]?.opensAt], [2, 2, null])
    assert.match(one?.firstRefusal ?? '', /^Plan Tried does not allow the model other: choose gpt-5.4, /)
  })

  it('never opens a limit of nothing', () => {
    const [one] = simulate([callAt(monday)], plan([perDay('requests', 0)])).subscriptions
    assert.equal(one?.stops[0]?.opensAt, null)
    assert.equal(one?.limits[0]?.peakPercent, null)
    assert.match(one?.firstRefusal ?? '', /it allows no requests/)
  })

  it('does not count as a request what no provider worked on', () => {
    const noTokens = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, totalTokens: 0 }
    const usage = { source: 'none', ...noTokens } as const
    const failed = [0, 1, 2].map((at) => ({ ...callAt(monday + at * minuteMs, { outcome: 'failed' }), usage }))
    assert.equal(simulate([...failed, callAt(monday + hourMs)], plan([perDay('requests', 1)])).refused, 0)
  })

  it('counts a call that outlives its window in the one in which it was admitted', () => {
    const late = time('2026-11-23T23:59:59.500Z')
    const calls = [callAt(late, { totalMs: hourMs, tokens: 500 }), callAt(late + dayMs, { tokens: 10 })]
    const [one] = simulate(calls, plan([perDay('total-tokens', 1_000)], { outputTokensMax: 10 })).subscriptions
    assert.equal(one?.subscriptionId, gold)
    assert.deepEqual([one?.limits[0]?.peakUsed, one?.limits[0]?.peakAt], [500, late + hourMs])
  })

  it('plays what comes too late at the moment it has come to, and says so', () => {
    const found = simulate([callAt(monday + minuteMs), callAt(monday)], plan([]))
    assert.deepEqual([found.late, found.calls], [1, 2])
  })
})
