import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Admission, CounterState, CounterStore, Limit, Refused, Reservation, States } from './counter-store.ts'
import type { Period } from './window.ts'

const now = Date.parse('2026-11-22T20:13:06Z')
const nextMinute = Date.parse('2026-11-22T20:14:00Z')
const nextDay = Date.parse('2026-11-23T00:00:00Z')
const leaseMs = 600_000
const minute: Period = { unit: 'minute', count: 1 }
const day: Period = { unit: 'day', count: 1 }
const rollingMinute: Period = { kind: 'rolling', unit: 'minute', count: 1 }
const concurrency: Period = { kind: 'concurrency' }

function limit(id: string, most: number | null, amount: number, period = minute): Limit {
  return { id, period, limit: most, amount }
}

function admitted(result: Admission): Reservation {
  assert.ok(result.kind === 'reserved', `expected to be admitted, but ${result.kind}`)
  return result
}

function refused(result: Admission): Refused {
  assert.ok(result.kind === 'refused', `expected to be refused, but ${result.kind}`)
  return result
}

/** `used/reserved` of each counter. */
function shown(states: readonly CounterState[]): string {
  return states.map(({ used, reserved }) => `${used}/${reserved}`).join(' ')
}

async function standing(result: States | Promise<States>): Promise<string> {
  const states = await result
  assert.ok(states.kind === 'states')
  return shown(states.states)
}

/** What every counter store promises; run it over each implementation. `open` gives one that nobody else counts in. */
export function counterStoreContract(name: string, open: () => CounterStore | Promise<CounterStore>): void {
  test(`${name} admits exactly what fits, whoever comes at once, the first ever included`, async () => {
    const store = await open()
    const calls = Array.from({ length: 500 }, () => store.reserve([limit('a', 100_000, 1_000)], now, leaseMs))
    const results = await Promise.all(calls)
    assert.equal(results.filter(({ kind }) => kind === 'reserved').length, 100)
    assert.equal(results.filter(({ kind }) => kind === 'refused').length, 400)
  })

  test(`${name} says which limit is used up and when it starts anew`, async () => {
    const store = await open()
    const both = [limit('a', 5, 1), limit('b', 1, 1)]
    await admitted(await store.reserve(both, now, leaseMs)).settle([1, 1], now)
    const result = refused(await store.reserve(both, now, leaseMs))
    assert.equal(result.limit, both[1])
    assert.equal(result.reason, 'used-up')
    assert.equal(result.resetsAt, nextMinute)
    assert.deepEqual(result.state, { used: 1, reserved: 0, limit: 1, resetsAt: nextMinute })
  })

  test(`${name} names the limit that lasts longest of several in the way`, async () => {
    const store = await open()
    const both = [limit('minute', 1, 1), limit('day', 1, 1, day), limit('calls', 1, 1, concurrency)]
    const first = admitted(await store.reserve(both, now, leaseMs))
    assert.equal(refused(await store.reserve(both, now, leaseMs)).reason, 'in-use')
    await first.settle([1, 1, 1], now)
    const result = refused(await store.reserve(both, now, leaseMs))
    assert.equal(result.limit.id, 'day')
    assert.equal(result.resetsAt, nextDay)
  })

  test(`${name} tells what open calls hold from what is used up`, async () => {
    const store = await open()
    const open1 = admitted(await store.reserve([limit('a', 10, 8)], now, leaseMs))
    assert.deepEqual(open1.states, [{ used: 0, reserved: 8, limit: 10, resetsAt: nextMinute }])
    const result = refused(await store.reserve([limit('a', 10, 5)], now, leaseMs))
    assert.equal(result.reason, 'in-use')
    assert.deepEqual(result.state, { used: 0, reserved: 8, limit: 10, resetsAt: nextMinute })
  })

  test(`${name} reserves under all limits or under none`, async () => {
    const store = await open()
    admitted(await store.reserve([limit('b', 1, 1)], now, leaseMs))
    refused(await store.reserve([limit('a', 1, 1), limit('b', 1, 1)], now, leaseMs))
    admitted(await store.reserve([limit('a', 1, 1)], now, leaseMs))
  })

  test(`${name} gives back what was reserved and not used`, async () => {
    const store = await open()
    for (let call = 0; call < 50; call++)
      await admitted(await store.reserve([limit('a', 100, 100)], now, leaseMs)).settle([1], now)
    const rest = admitted(await store.reserve([limit('a', 100, 50)], now, leaseMs))
    refused(await store.reserve([limit('a', 100, 1)], now, leaseMs))
    const settled = await rest.settle([0], now)
    assert.ok(settled.kind === 'settled' && !settled.isLate)
    assert.deepEqual(settled.states, [{ used: 50, reserved: 0, limit: 100, resetsAt: nextMinute }])
    admitted(await store.reserve([limit('a', 100, 50)], now, leaseMs))
  })

  test(`${name} settles once`, async () => {
    const store = await open()
    const reservation = admitted(await store.reserve([limit('a', 10, 5)], now, leaseMs))
    await Promise.all([reservation.settle([5], now), reservation.settle([5], now)])
    await reservation.settle([5], now)
    assert.equal(await standing(store.read([limit('a', 10, 0)], now)), '5/0')
  })

  test(`${name} records a debt, and refuses the next call`, async () => {
    const store = await open()
    await admitted(await store.reserve([limit('a', 1_000, 100)], now, leaseMs)).settle([950], now)
    await admitted(await store.reserve([limit('a', 1_000, 50)], now, leaseMs)).settle([950], now)
    refused(await store.reserve([limit('a', 1_000, 1)], now, leaseMs))
    assert.equal(await standing(store.read([limit('a', 1_000, 0)], now)), '1900/0')
  })

  test(`${name} admits one call at a time where less is left than is asked for`, async () => {
    const store = await open()
    await admitted(await store.reserve([limit('a', 100, 60)], now, leaseMs)).settle([60], now)
    const last = admitted(await store.reserve([limit('a', 100, 60)], now, leaseMs))
    refused(await store.reserve([limit('a', 100, 60)], now, leaseMs))
    await last.settle([10], now)
    admitted(await store.reserve([limit('a', 100, 60)], now, leaseMs))
  })

  test(`${name} tells apart a limit of zero, an unlimited one and none`, async () => {
    const store = await open()
    refused(await store.reserve([limit('zero', 0, 0)], now, leaseMs))
    refused(await store.reserve([limit('zero', 0, 0), limit('b', 9, 1)], now, leaseMs))
    refused(await store.reserve([limit('none at once', 0, 1, concurrency)], now, leaseMs))
    for (let call = 0; call < 3; call++) {
      await admitted(await store.reserve([limit('all', null, 5)], now, leaseMs)).settle([2 ** 40], now)
      admitted(await store.reserve([], now, leaseMs))
    }
    assert.equal(await standing(store.read([limit('all', null, 0)], now)), `${3 * 2 ** 40}/0`)
  })

  test(`${name} counts under a soft limit and refuses nothing`, async () => {
    const store = await open()
    const soft = { ...limit('soft', 5, 4), isSoft: true }
    for (let call = 0; call < 3; call++) await admitted(await store.reserve([soft], now, leaseMs)).settle([4], now)
    assert.equal(await standing(store.read([soft], now)), '12/0')
    refused(await store.reserve([limit('soft', 5, 1)], now, leaseMs))
  })

  test(`${name} counts open calls under a concurrency limit, and forgets them when they end`, async () => {
    const store = await open()
    const two = [limit('calls', 2, 1, concurrency)]
    const first = admitted(await store.reserve(two, now, leaseMs))
    admitted(await store.reserve(two, now, leaseMs))
    const result = refused(await store.reserve(two, now, leaseMs))
    assert.equal(result.reason, 'in-use')
    assert.equal(result.resetsAt, null)
    await first.settle([1], now + 1_000)
    admitted(await store.reserve(two, now, leaseMs))
    assert.equal(await standing(store.read(two, now)), '0/2')
  })

  test(`${name} takes a limit that was lowered or raised at the next call`, async () => {
    const store = await open()
    const open1 = admitted(await store.reserve([limit('a', 100, 50)], now, leaseMs))
    refused(await store.reserve([limit('a', 50, 1)], now, leaseMs))
    const open2 = admitted(await store.reserve([limit('a', 200, 150)], now, leaseMs))
    await open1.settle([50], now)
    await open2.settle([150], now)
    refused(await store.reserve([limit('a', 100, 1)], now, leaseMs))
    admitted(await store.reserve([limit('a', 201, 1)], now, leaseMs))
  })

  test(`${name} starts anew with the window, and settles in the old one`, async () => {
    const store = await open()
    const open1 = admitted(await store.reserve([limit('a', 1, 1)], now, leaseMs))
    refused(await store.reserve([limit('a', 1, 1)], nextMinute - 1, leaseMs))
    admitted(await store.reserve([limit('a', 1, 1)], nextMinute, leaseMs))
    await open1.settle([1], nextMinute)
    assert.equal(await standing(store.read([limit('a', 1, 0)], nextMinute)), '0/1')
    refused(await store.reserve([limit('a', 1, 1)], nextMinute, leaseMs))
    admitted(await store.reserve([limit('a', 1, 1)], nextMinute + 60_000, leaseMs))
  })

  test(`${name} counts in two windows that overlap`, async () => {
    const store = await open()
    const both = [limit('minute', 2, 1), limit('day', 3, 1, day)]
    const spend = async (at: number) => {
      const result = await store.reserve(both, at, leaseMs)
      if (result.kind === 'reserved') await result.settle([1, 1], at)
      return result.kind === 'refused' ? result.limit.id : result.kind
    }
    const outcomes: string[] = []
    for (const at of [now, now, now, nextMinute, nextMinute, nextDay]) outcomes.push(await spend(at))
    assert.deepEqual(outcomes, ['reserved', 'reserved', 'minute', 'reserved', 'day', 'reserved'])
  })

  test(`${name} does not open a used window anew when the clock goes back`, async () => {
    const store = await open()
    await admitted(await store.reserve([limit('a', 1, 1)], nextMinute, leaseMs)).settle([1], nextMinute)
    refused(await store.reserve([limit('a', 1, 1)], now, leaseMs))
  })

  test(`${name} holds a rolling limit in every minute, and forgets within a slot after it`, async () => {
    const store = await open()
    const rolling = limit('a', 10, 5, rollingMinute)
    await admitted(await store.reserve([rolling], now, leaseMs)).settle([5], now)
    await admitted(await store.reserve([rolling], now + 30_500, leaseMs)).settle([5], now + 30_500)
    const result = refused(await store.reserve([rolling], now + 30_500, leaseMs))
    assert.equal(result.resetsAt, now + 61_000)
    refused(await store.reserve([rolling], now + 60_000, leaseMs))
    await admitted(await store.reserve([rolling], now + 61_000, leaseMs)).settle([5], now + 61_000)
    refused(await store.reserve([rolling], now + 90_999, leaseMs))
    assert.equal(await standing(store.read([rolling], now + 91_000)), '5/0')
    assert.equal(await standing(store.read([rolling], now + 500_000)), '0/0')
  })

  test(`${name} keeps a rolling window whole when the clock goes back`, async () => {
    const store = await open()
    const rolling = limit('a', 10, 5, rollingMinute)
    await admitted(await store.reserve([rolling], now + 30_000, leaseMs)).settle([5], now + 30_000)
    await admitted(await store.reserve([rolling], now, leaseMs)).settle([5], now)
    refused(await store.reserve([rolling], now + 30_000, leaseMs))
    assert.equal(await standing(store.read([rolling], now + 61_000)), '5/0')
  })

  test(`${name} counts the estimate of a call whose lease is over, once`, async () => {
    const store = await open()
    const limits = [limit('a', 100, 10, day), limit('calls', 1, 1, concurrency), limit('r', 100, 10, rollingMinute)]
    const orphan = admitted(await store.reserve(limits, now, 1_000))
    assert.equal(await standing(store.read(limits, now + 999)), '0/10 0/1 0/10')
    assert.equal(await standing(store.read(limits, now + 1_000)), '10/0 0/0 10/0')
    assert.equal(await standing(store.read(limits, now + 61_999)), '10/0 0/0 10/0')
    admitted(await store.reserve(limits, now + 62_000, 1_000))
    assert.equal(await standing(store.read(limits, now + 62_000)), '10/10 0/1 0/10')
    assert.equal(((await orphan.settle([4, 1, 4], now + 62_000)) as { isLate: boolean }).isLate, true)
    assert.equal(await standing(store.read(limits, now + 62_000)), '10/10 0/1 0/10')
  })

  test(`${name} adds what a late call used beyond its estimate`, async () => {
    const store = await open()
    const limits = [limit('a', 100, 10, day), limit('r', 100, 10, rollingMinute)]
    const orphan = admitted(await store.reserve(limits, now, 1_000))
    const settled = await orphan.settle([25, 25], now + 1_000)
    assert.ok(settled.kind === 'settled' && settled.isLate)
    assert.equal(shown(settled.states), '25/0 25/0')
  })

  test(`${name} frees what an orphan held at the next reservation, without anybody looking`, async () => {
    const store = await open()
    admitted(await store.reserve([limit('calls', 1, 1, concurrency)], now, 1_000))
    refused(await store.reserve([limit('calls', 1, 1, concurrency)], now + 999, leaseMs))
    admitted(await store.reserve([limit('calls', 1, 1, concurrency)], now + 1_000, leaseMs))
  })

  test(`${name} extends a lease while it lasts, and never shortens it`, async () => {
    const store = await open()
    const a = limit('a', 100, 10, day)
    const open1 = admitted(await store.reserve([a], now, 1_000))
    assert.equal(await open1.extend(5_000, now + 900), true)
    assert.equal(await open1.extend(1, now + 900), true)
    assert.equal(await standing(store.read([a], now + 5_899)), '0/10')
    assert.equal(await standing(store.read([a], now + 5_900)), '10/0')
    assert.equal(await open1.extend(5_000, now + 5_900), false)
    const open2 = admitted(await store.reserve([a], now, leaseMs))
    await open2.settle([0], now)
    assert.equal(await open2.extend(5_000, now), false)
  })

  test(`${name} reads counters without making any`, async () => {
    const store = await open()
    const counters = [limit('a', 7, 0), limit('r', null, 0, rollingMinute), limit('c', 3, 0, concurrency)]
    const result = await store.read(counters, now)
    assert.deepEqual(result, {
      kind: 'states',
      states: [
        { used: 0, reserved: 0, limit: 7, resetsAt: nextMinute },
        { used: 0, reserved: 0, limit: null, resetsAt: now + 61_000 },
        { used: 0, reserved: 0, limit: 3, resetsAt: null },
      ],
    })
    admitted(await store.reserve([limit('a', 7, 3)], now, leaseMs))
    assert.equal(await standing(store.read(counters, nextMinute)), '0/0 0/0 0/0')
  })

  test(`${name} charges calls that are over, also beyond a limit, and leaves out windows that are over`, async () => {
    const store = await open()
    const limits = [limit('a', 5, 4), limit('r', 5, 4, rollingMinute), limit('c', 1, 1, concurrency)]
    assert.equal(await standing(store.charge(limits, now)), '4/0 4/0 0/0')
    assert.equal(await standing(store.charge(limits, now)), '8/0 8/0 0/0')
    assert.equal(await standing(store.charge(limits, nextMinute)), '4/0 12/0 0/0')
    await store.charge(limits, now)
    await store.charge(limits, now - 300_000)
    assert.equal(await standing(store.read(limits, nextMinute)), '4/0 16/0 0/0')
  })

  test(`${name} gives a quota back, and keeps what is reserved`, async () => {
    const store = await open()
    const limits = [limit('a', 5, 5), limit('r', 5, 5, rollingMinute)]
    await admitted(await store.reserve(limits, now, leaseMs)).settle([5, 5], now)
    refused(await store.reserve(limits, now, leaseMs))
    for (const counter of limits) await store.setUsed(counter, 0, now + 1_000)
    const open1 = admitted(await store.reserve(limits, now + 1_000, leaseMs))
    for (const counter of limits) assert.equal(await standing(store.setUsed(counter, 3, now + 2_000)), '3/5')
    await open1.settle([1, 1], now + 2_000)
    assert.equal(await standing(store.read(limits, now + 2_000)), '4/0 4/0')
    assert.equal(await standing(store.read(limits, now + 63_000)), '0/0 0/0')
  })

  test(`${name} counts exactly up to 2^53 and stays there`, async () => {
    const store = await open()
    const most = Number.MAX_SAFE_INTEGER
    const limits = [limit('a', most, 1), limit('r', most, 1, rollingMinute)]
    await admitted(await store.reserve(limits, now, leaseMs)).settle([most - 1, most - 1], now)
    assert.equal(await standing(store.read(limits, now)), `${most - 1}/0 ${most - 1}/0`)
    const last = admitted(await store.reserve(limits, now, leaseMs))
    refused(await store.reserve(limits, now, leaseMs))
    await last.settle([most, most], now)
    assert.equal(await standing(store.read(limits, now)), `${most}/0 ${most}/0`)
    assert.equal(await standing(store.read(limits, now + 200_000)), '0/0 0/0')
  })

  test(`${name} takes an enormous estimate for an enormous amount, and gives all of it back`, async () => {
    const store = await open()
    const open1 = admitted(await store.reserve([limit('a', 10, Number.MAX_SAFE_INTEGER)], now, leaseMs))
    refused(await store.reserve([limit('a', 10, 1)], now, leaseMs))
    await open1.settle([1], now)
    assert.equal(await standing(store.read([limit('a', 10, 0)], now)), '1/0')
  })

  test(`${name} keeps kinds of windows apart under one id`, async () => {
    const store = await open()
    for (const period of [minute, rollingMinute, concurrency, { ...rollingMinute, count: 2 } as const]) {
      const reservation = admitted(await store.reserve([limit('same', 1, 1, period)], now, leaseMs))
      assert.equal(shown(reservation.states), '0/1')
    }
  })

  test(`${name} takes any text for an id`, async () => {
    const store = await open()
    const ids = ['', ' ', '{a}', 'a:b', 'ü\u0000\u{1f600}', 'x'.repeat(5_000)]
    const limits = ids.map((id) => limit(id, 1, 1, day))
    await admitted(await store.reserve(limits, now, leaseMs)).settle([1, 1, 1, 1, 1, 1], now)
    assert.equal(await standing(store.read(limits, now)), '1/0 1/0 1/0 1/0 1/0 1/0')
  })

  test(`${name} throws where the caller has a bug`, async () => {
    const store = await open()
    const call = async (limits: Limit[]) => store.reserve(limits, now, leaseMs)
    await assert.rejects(call([limit('a', 1, -1)]), RangeError)
    await assert.rejects(call([limit('a', 1, 0.5)]), RangeError)
    await assert.rejects(call([limit('a', 1, Number.NaN)]), RangeError)
    await assert.rejects(call([limit('a', 1, 1), limit('a', 2, 1)]), RangeError)
    await assert.rejects(call(Array.from({ length: 33 }, (_, index) => limit(`${index}`, 1, 1))), RangeError)
    const open1 = admitted(await store.reserve([limit('a', 9, 1)], now, leaseMs))
    await assert.rejects(async () => open1.settle([-1], now), RangeError)
  })

  test(`${name} forgets nothing among 32 limits of one call`, async () => {
    const store = await open()
    const limits = Array.from({ length: 32 }, (_, index) =>
      limit(`${index}`, 2, 1, index % 2 === 0 ? day : rollingMinute),
    )
    await admitted(await store.reserve(limits, now, leaseMs)).settle(
      limits.map(() => 1),
      now,
    )
    admitted(await store.reserve(limits, now, leaseMs))
    refused(await store.reserve(limits, now, leaseMs))
    assert.equal(await standing(store.read(limits, now)), limits.map(() => '1/1').join(' '))
  })
}
