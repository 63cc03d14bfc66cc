import { RedisConnection, type RedisOptions, type RedisStatus } from '../redis.ts'
import { RedisCounterStore } from '../redis-counters.ts'
import { startRedis, type TestRedis } from './start-redis.ts'

/** A real Redis with a connection to it, on which every store is alone under its name. */
export interface OpenTestRedis extends AsyncDisposable {
  readonly redis: TestRedis
  openStore(name?: string): RedisCounterStore
}

export async function openTestRedis(...settings: string[]): Promise<OpenTestRedis> {
  const redis = await startRedis(...settings)
  const { connection } = await connectTo(redis)
  let names = 0
  return {
    redis,
    openStore: (name = `test ${names++}`) => new RedisCounterStore(connection, name),
    async [Symbol.asyncDispose]() {
      connection.close()
      await redis[Symbol.asyncDispose]()
    },
  }
}

/** A connection that is ready, and what it has said since. A loaded machine may take its time to answer. */
export async function connectTo({ url }: TestRedis, options: Partial<RedisOptions> = {}) {
  const said: RedisStatus[] = []
  let tell = () => {}
  const ready = new Promise<void>((resolve) => {
    tell = resolve
  })
  const onStatus = (status: RedisStatus) => {
    said.push(status)
    if (status.isAvailable) tell()
  }
  const connection = new RedisConnection({ url, commandMs: 10_000, onStatus, ...options })
  await ready
  return { connection, said }
}
