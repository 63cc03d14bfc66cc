/**
 * `node bench/limits.ts`: what the limits of a call cost the process of a gateway, in CPU: four limits, reserved together and settled together.
 * Where Redis counts, the commands that it has run are counted too.
 */

import type { CounterStore, Limit } from '@tollgate/gateway/counters/counter-store'
import { createCounterMemory } from '@tollgate/gateway/counters/create-counter-memory'
import { MemoryCounterStore } from '@tollgate/gateway/counters/memory'
import { openRedisCounterStore } from '@tollgate/gateway/counters/redis'
import { SharedMemoryCounterStore } from '@tollgate/gateway/counters/shared-memory'
import { startRedis } from '@tollgate/gateway/counters/testing/start-redis'

const rounds = Number(process.argv[2] ?? 3)
const callers = 200
const leaseMs = 60_000
const used = [1, 900, 1, 0]

/** Of a caller: requests a minute, tokens a day, requests in a rolling hour, open calls. */
const limitsOf = Array.from({ length: callers }, (_, caller): Limit[] => [
  { id: `c${caller} minute`, period: { unit: 'minute', count: 1 }, limit: 1_000_000, amount: 1 },
  { id: `c${caller} day`, period: { unit: 'day', count: 1 }, limit: 1_000_000_000, amount: 17_000 },
  { id: `c${caller} hour`, period: { kind: 'rolling', unit: 'hour', count: 1 }, limit: 1_000_000, amount: 1 },
  { id: `c${caller} open`, period: { kind: 'concurrency' }, limit: 1_000, amount: 1 },
])

await using redis = await startRedis()
const shared = openRedisCounterStore({ url: redis.url, name: 'bench' })
while ((await shared.present(0)) === null) await new Promise((resolve) => setTimeout(resolve, 10))
const memory = new MemoryCounterStore()
const threads = new SharedMemoryCounterStore(createCounterMemory())
for (const store of [memory, threads]) await measure(store, 20_000)
await measure(shared, 2_000)

console.log('CPU of the process for a call with four limits, reserved and settled, in µs; median of the rounds\n')
console.log(`one thread, memory               ${(await median(() => measure(memory, 100_000))).toFixed(2)}`)
console.log(`several threads, shared memory   ${(await median(() => measure(threads, 100_000))).toFixed(2)}`)
const before = await redis.scripts()
const calls = 10_000
const cost = await median(() => measure(shared, calls))
const commands = ((await redis.scripts()) - before) / (calls * rounds)
console.log(
  `several gateways, Redis          ${cost.toFixed(2)}   ${commands.toFixed(2)} commands a call, one before it goes out`,
)
shared.close()

async function median(run: () => Promise<number>): Promise<number> {
  const costs: number[] = []
  for (let round = 0; round < rounds; round++) costs.push(await run())
  return costs.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0
}

/** Microseconds of CPU a call, a hundred calls open at once. */
async function measure(store: CounterStore, count: number): Promise<number> {
  const started = process.cpuUsage()
  for (let call = 0; call < count; call += 100) {
    const open: Promise<void>[] = []
    for (let index = call; index < call + 100; index++) {
      const done = carry(store, index)
      if (done !== undefined) open.push(done)
    }
    if (open.length > 0) await Promise.all(open)
  }
  const { user, system } = process.cpuUsage(started)
  return (user + system) / count
}

/** Without a promise where the store answers at once, as the gateway does it. */
function carry(store: CounterStore, index: number): Promise<void> | undefined {
  const now = Date.now()
  const admission = store.reserve(limitsOf[index % callers] ?? [], now, leaseMs)
  if (admission instanceof Promise)
    return admission.then(async (given) => {
      if (given.kind !== 'reserved') throw new Error(`not admitted: ${given.kind}`)
      await given.settle(used, now)
    })
  if (admission.kind !== 'reserved') throw new Error(`not admitted: ${admission.kind}`)
  void admission.settle(used, now)
  return undefined
}
