import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { createCounterMemory } from './create-counter-memory.ts'
import { MemoryCounterStore } from './memory.ts'
import { SharedMemoryCounterStore } from './shared-memory.ts'
import { assertAgreesWithModel } from './testing/agrees-with-model.ts'
import { openTestRedis } from './testing/open-test-redis.ts'

/** To play one again, put its seed here in place of the random one; 100,000 sequences are in tests/long. */
const seed = randomInt(2 ** 31)
const sizes = { countersMax: 64, rollingMax: 8, reservationsMax: 64 }

test('MemoryCounterStore agrees with the model', async () => {
  await assertAgreesWithModel(() => new MemoryCounterStore(), { sequences: 500, seed })
})

test('SharedMemoryCounterStore agrees with the model', async () => {
  await assertAgreesWithModel(() => new SharedMemoryCounterStore(createCounterMemory(sizes)), { sequences: 500, seed })
})

test('RedisCounterStore agrees with the model', async () => {
  await using redis = await openTestRedis()
  await assertAgreesWithModel(() => redis.openStore(), { sequences: 60, seed })
})
