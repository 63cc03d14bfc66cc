import { after } from 'node:test'
import { counterStoreContract } from './counter-store.contract.ts'
import { openTestRedis } from './testing/open-test-redis.ts'

const redis = await openTestRedis()
after(() => redis[Symbol.asyncDispose]())

counterStoreContract('RedisCounterStore', () => redis.openStore())
