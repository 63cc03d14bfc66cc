import { after } from 'node:test'
import { counterStoreContract } from './counter-store.contract.ts'
import { openRedisCounterStore } from './redis.ts'
import type { RedisCounterStore } from './redis-counters.ts'
import { startRedis } from './testing/start-redis.ts'

const redis = await startRedis()
const stores: RedisCounterStore[] = []
after(async () => {
  for (const store of stores) store.close()
  await redis[Symbol.asyncDispose]()
})

let names = 0

/** Connected, and alone under its name. */
async function openStore(name = `test ${names++}`): Promise<RedisCounterStore> {
  let isReady = () => {}
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })
  const store = openRedisCounterStore({ url: redis.url, name, onStatus: ({ isAvailable }) => isAvailable && isReady() })
  await ready
  stores.push(store)
  return store
}

counterStoreContract('RedisCounterStore', () => openStore())
