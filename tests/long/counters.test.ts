import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { createCounterMemory } from '@tollgate/gateway/counters/create-counter-memory'
import { MemoryCounterStore } from '@tollgate/gateway/counters/memory'
import { SharedMemoryCounterStore } from '@tollgate/gateway/counters/shared-memory'
import { assertAgreesWithModel } from '@tollgate/gateway/counters/testing/agrees-with-model'
import { openTestRedis } from '@tollgate/gateway/counters/testing/open-test-redis'

/** To play one again, put its seed here in place of the random one. */
const seed = randomInt(2 ** 31)
const sequences = 100_000
const sizes = { countersMax: 64, rollingMax: 8, reservationsMax: 64 }

test('MemoryCounterStore agrees with the model over 100,000 sequences', async (t) => {
  t.diagnostic(`seed ${seed}`)
  await assertAgreesWithModel(() => new MemoryCounterStore(), { sequences, seed })
})

test('SharedMemoryCounterStore agrees with the model over 100,000 sequences', async (t) => {
  t.diagnostic(`seed ${seed}`)
  const open = () => new SharedMemoryCounterStore(createCounterMemory(sizes))
  await assertAgreesWithModel(open, { sequences, seed })
})

test('RedisCounterStore agrees with the model over 100,000 sequences', async (t) => {
  t.diagnostic(`seed ${seed}`)
  await using redis = await openTestRedis()
  await assertAgreesWithModel(() => redis.openStore(), { sequences, seed })
})
