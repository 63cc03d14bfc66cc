import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Limit, LocalCounterStore } from './counter-store.ts'
import { createCounterMemory } from './create-counter-memory.ts'
import { MemoryCounterStore } from './memory.ts'
import { SharedMemoryCounterStore } from './shared-memory.ts'

const now = Date.parse('2026-11-22T20:13:06Z')
const stores: Readonly<Record<string, () => LocalCounterStore>> = {
  MemoryCounterStore: () => new MemoryCounterStore(),
  SharedMemoryCounterStore: () => new SharedMemoryCounterStore(createCounterMemory()),
}
const limit = (id: string): Limit => ({ id, period: { unit: 'day', count: 1 }, limit: null, amount: 5 })
const rolling = (id: string): Limit => ({
  id,
  period: { kind: 'rolling', unit: 'hour', count: 1 },
  limit: null,
  amount: 5,
})

for (const [name, open] of Object.entries(stores)) {
  const settle = (store: LocalCounterStore, named: readonly Limit[], used: number) => {
    const call = store.reserve(named, now, 60_000)
    assert.ok(call.kind === 'reserved')
    return call.settle(
      named.map(() => used),
      now,
    )
  }

  test(`${name} numbers settlements, and a second one of a call gets no other number`, () => {
    const store = open()
    assert.equal(store.settlements, 0)
    assert.equal(settle(store, [limit('a')], 1).number, 1)
    const call = store.reserve([limit('a')], now, 60_000)
    assert.ok(call.kind === 'reserved')
    assert.equal(call.settle([1], now).number, 2)
    assert.equal(call.settle([1], now).number, 2)
    assert.equal(store.settlements, 2)
  })

  test(`${name} saves pieces of which each has exactly the settlements up to its number`, () => {
    const store = open()
    let total = 0
    const next = (id: string) => {
      const amount = 1 + (store.settlements % 7)
      settle(store, [limit(id)], amount)
      total += amount
    }
    const ids = Array.from({ length: 2_000 }, (_, index) => `counter ${index}`)
    for (const id of ids) next(id)
    const before = total
    const copy = open()
    let pieces = 0
    let saved = 0
    for (const piece of store.save(now)) {
      pieces++
      assert.equal(piece.settlements, store.settlements)
      saved += piece.counters.reduce((sum, { used }) => sum + used, 0)
      copy.restore(piece.counters, now)
      // Each of these is in a counter of a piece that is saved already, or of a later one, and then in that.
      for (const id of ids.slice(0, 10)) next(id)
    }
    assert.ok(pieces > 4, `${pieces}`)
    assert.ok(saved >= before && saved <= total, `${before} ${saved} ${total}`)
    const read = copy.read(ids.map(limit), now)
    assert.ok(read.kind === 'states')
    assert.equal(
      read.states.reduce((sum, { used }) => sum + used, 0),
      saved,
    )
  })

  test(`${name} restores what any store saved, and twice is like once`, () => {
    for (const other of Object.values(stores)) {
      const from = other()
      settle(from, [limit('a'), rolling('b')], 7)
      const to = open()
      for (let times = 0; times < 2; times++) for (const { counters } of from.save(now)) to.restore(counters, now)
      const read = to.read([limit('a'), rolling('b')], now)
      assert.ok(read.kind === 'states')
      assert.deepEqual(
        read.states.map(({ used, reserved }) => [used, reserved]),
        [
          [7, 0],
          [7, 0],
        ],
      )
    }
  })
}
