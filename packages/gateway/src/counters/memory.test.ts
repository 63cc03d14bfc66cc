import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counterStoreContract } from './counter-store.contract.ts'
import { MemoryCounterStore } from './memory.ts'

counterStoreContract('MemoryCounterStore', () => new MemoryCounterStore())

test('MemoryCounterStore forgets windows that are over', () => {
  const store = new MemoryCounterStore()
  const period = { unit: 'minute', count: 1 } as const
  for (let id = 0; id < 1_000; id++) store.reserve([{ id: String(id), period, limit: 10, amount: 1 }], 0)
  assert.equal(store.size, 1_000)
  store.reserve([{ id: 'later', period, limit: 10, amount: 1 }], 600_000)
  assert.equal(store.size, 1)
})
