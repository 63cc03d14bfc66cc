import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CounterStore, Limit, Refused, Reservation } from './counter-store.ts'

const now = Date.parse('2026-11-22T20:13:06Z')
const nextMinute = Date.parse('2026-11-22T20:14:00Z')
const perMinute = { unit: 'minute', count: 1 } as const

function limit(id: string, most: number, amount: number): Limit {
  return { id, period: perMinute, limit: most, amount }
}

function admitted(result: Reservation | Refused): Reservation {
  assert.ok(!('kind' in result), 'expected to be admitted')
  return result
}

function refused(result: Reservation | Refused): Refused {
  assert.ok('kind' in result, 'expected to be refused')
  return result
}

/** What every counter store promises; run it over each implementation. */
export function counterStoreContract(name: string, open: () => CounterStore): void {
  test(`${name} admits exactly what fits, whoever comes at once`, () => {
    const store = open()
    const results = Array.from({ length: 500 }, () => store.reserve([limit('a', 100_000, 1_000)], now))
    assert.equal(results.filter((result) => !('kind' in result)).length, 100)
  })

  test(`${name} says which limit is used up and when it starts anew`, () => {
    const store = open()
    admitted(store.reserve([limit('a', 5, 1), limit('b', 1, 1)], now)).settle([1, 1])
    const result = refused(store.reserve([limit('a', 5, 1), limit('b', 1, 1)], now))
    assert.equal(result.limit.id, 'b')
    assert.equal(result.resetsAt, nextMinute)
  })

  test(`${name} reserves under all limits or under none`, () => {
    const store = open()
    admitted(store.reserve([limit('b', 1, 1)], now))
    refused(store.reserve([limit('a', 1, 1), limit('b', 1, 1)], now))
    admitted(store.reserve([limit('a', 1, 1)], now))
  })

  test(`${name} gives back what was reserved and not used`, () => {
    const store = open()
    for (let call = 0; call < 50; call++) admitted(store.reserve([limit('a', 100, 100)], now)).settle([1])
    const rest = admitted(store.reserve([limit('a', 100, 50)], now))
    refused(store.reserve([limit('a', 100, 1)], now))
    rest.settle([0])
    admitted(store.reserve([limit('a', 100, 50)], now))
  })

  test(`${name} settles once`, () => {
    const store = open()
    const reservation = admitted(store.reserve([limit('a', 10, 5)], now))
    reservation.settle([5])
    reservation.settle([5])
    admitted(store.reserve([limit('a', 10, 5)], now))
  })

  test(`${name} records a debt, and refuses the next call`, () => {
    const store = open()
    admitted(store.reserve([limit('a', 1_000, 100)], now)).settle([950])
    admitted(store.reserve([limit('a', 1_000, 50)], now)).settle([950])
    refused(store.reserve([limit('a', 1_000, 1)], now))
  })

  test(`${name} admits one call at a time where less is left than is asked for`, () => {
    const store = open()
    admitted(store.reserve([limit('a', 100, 60)], now)).settle([60])
    const last = admitted(store.reserve([limit('a', 100, 60)], now))
    refused(store.reserve([limit('a', 100, 60)], now))
    last.settle([10])
    admitted(store.reserve([limit('a', 100, 60)], now))
  })

  test(`${name} admits nothing under a limit of zero`, () => {
    refused(open().reserve([limit('a', 0, 0), limit('b', 0, 1)], now))
  })

  test(`${name} starts anew with the window, and settles in the old one`, () => {
    const store = open()
    const open1 = admitted(store.reserve([limit('a', 1, 1)], now))
    admitted(store.reserve([limit('a', 1, 1)], nextMinute))
    open1.settle([1])
    refused(store.reserve([limit('a', 1, 1)], nextMinute))
    admitted(store.reserve([limit('a', 1, 1)], nextMinute + 60_000))
  })

  test(`${name} does not open a used window anew when the clock goes back`, () => {
    const store = open()
    admitted(store.reserve([limit('a', 1, 1)], nextMinute)).settle([1])
    refused(store.reserve([limit('a', 1, 1)], now))
  })
}
