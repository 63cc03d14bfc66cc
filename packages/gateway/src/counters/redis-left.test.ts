import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Limit } from './counter-store.ts'
import type { RedisCounterStore } from './redis-counters.ts'
import { openTestRedis } from './testing/open-test-redis.ts'

const now = Date.UTC(2026, 10, 23, 12)
const leaseMs = 60_000
const limits: readonly Limit[] = [
  { id: 'tokens', period: { unit: 'day', count: 1 }, limit: 1_000, amount: 100 },
  { id: 'open', period: { kind: 'concurrency' }, limit: 10, amount: 1 },
]

async function reserve(store: RedisCounterStore) {
  const admission = await store.reserve(limits, now, leaseMs)
  assert.ok(admission.kind === 'reserved' && admission.sharedName !== undefined)
  return { reservation: admission, name: admission.sharedName }
}

test('settleLeft counts what a dead process had open by what is known of it, once, and gives back the rest', async () => {
  await using redis = await openTestRedis()
  const [dead, other, restarted] = [redis.openStore('one'), redis.openStore('one'), redis.openStore('one')]
  const [settled, answered, unknown] = [await reserve(dead), await reserve(dead), await reserve(dead)]
  await settled.reservation.settle([30, 0], now)
  // Its reply came too late to be noted anywhere.
  await reserve(dead)
  const living = await reserve(other)
  const left = { limits, leaseEndsAt: now + leaseMs, now }
  const told = [
    { ...left, name: settled.name, used: [30, 0] },
    { ...left, name: answered.name, used: [40, 0] },
    { ...left, name: unknown.name, used: [100, 1] },
  ]
  for (let time = 0; time < 2; time++) {
    restarted.settleLeft(told, now)
    while (restarted.unsettledCalls > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    const read = await restarted.read(limits, now)
    assert.ok(read.kind === 'states')
    assert.deepEqual(
      read.states.map(({ used, reserved }) => [used, reserved]),
      [
        [170, 100],
        [0, 1],
      ],
    )
  }
  await living.reservation.settle([5, 0], now)
  const end = await restarted.read(limits, now + leaseMs)
  assert.ok(end.kind === 'states')
  assert.deepEqual(
    end.states.map(({ used, reserved }) => [used, reserved]),
    [
      [175, 0],
      [0, 0],
    ],
  )
})
