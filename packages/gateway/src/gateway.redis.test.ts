import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayStatus } from '@tollgate/contract/gateway-link'
import type { ApiRow, PlanRow } from '@tollgate/contract/snapshot'
import type { CounterState } from './counters/counter-store.ts'
import { openRedisCounterStore } from './counters/redis.ts'
import { startRedis, type TestRedis } from './counters/testing/start-redis.ts'
import { PlanLimits } from './quota/call-limits.ts'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond, type UpstreamCall } from './testing/scripted-upstream.ts'
import { responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

/** The promises about quotas, kept by gateways that count together in Redis, and what they do while it is away. */

const body = '{"model":"m"}'
const usage = { input_tokens: Math.ceil(body.length / 4), output_tokens: 46 }
const callTokens = usage.input_tokens + usage.output_tokens
const noon = Date.UTC(2026, 10, 23, 12)
const subscription = subscriptionRow('app_crowd', 'api_openai', { planId: 'plan_shared' })

const perMonth = (metric: 'requests' | 'total-tokens', limit: number) =>
  ({ metric, limit, count: 1, unit: 'month' }) as const

interface Setting {
  readonly limits: PlanRow['limits']
  readonly api?: Partial<ApiRow>
}

function startOn(redis: TestRedis, { limits, api = {} }: Setting): Promise<TestGateway> {
  return startTestGateway({
    redisUrl: redis.url,
    now: () => noon,
    rows: (url) => [
      testApi(url, api),
      planRow('shared', limits, usage.output_tokens),
      applicationRow('crowd'),
      keyRow('key-of-crowd', { applicationId: 'app_crowd' }),
      subscription,
    ],
  })
}

/** Gateways, once each of them counts there. */
async function gatewaysOn(redis: TestRedis, count: number, setting: Setting) {
  await using starting = new AsyncDisposableStack()
  const gateways: TestGateway[] = []
  for (let number = 0; number < count; number++) {
    const gateway = starting.use(await startOn(redis, setting))
    await until('Redis to be reached', () => gateway.logLines.some((line) => line.includes('can be reached')))
    gateways.push(gateway)
  }
  const started = starting.move()
  return { gateways, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

const answer = (call: UpstreamCall) => respond(call, { body: JSON.stringify({ status: 'completed', usage }) })
const post = (gateway: TestGateway, caller = '') =>
  gateway.call({ path: responsesPath, body, headers: { apikey: 'key-of-crowd', 'x-caller': caller } })

/** How the limits stand in Redis. */
async function states(redis: TestRedis, limits: PlanRow['limits']): Promise<readonly CounterState[]> {
  const store = openRedisCounterStore({ url: redis.url, name: 'tollgate' })
  try {
    const counters = new PlanLimits().of(subscription, planRow('shared', limits)).map(({ counter }) => counter)
    for (;;) {
      const read = await store.read(counters, noon)
      if (read.kind === 'states') return read.states
      await sleep(10)
    }
  } finally {
    store.close()
  }
}

/** How often a gateway asks how many there are (quota/away-counters.ts). */
const presentEveryMs = 5_000

/** In the order of their coming, whichever gateway they came to. */
async function postInTurn(gateways: readonly TestGateway[], times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let time = 0; time < times; time++) for (const gateway of gateways) statuses.push((await post(gateway)).status)
  return statuses
}

describe('startGateway: limits that gateways share in Redis', () => {
  for (const count of [1, 2, 4]) {
    it(`500 callers at once at ${count} gateway(s): 100 are admitted, never another number, and nothing stays reserved`, async () => {
      await using redis = await startRedis()
      const limits = [perMonth('total-tokens', 100 * callTokens), perMonth('requests', 1_000)]
      await using started = await gatewaysOn(redis, count, { limits })
      const { gateways } = started
      const release = Promise.withResolvers<void>()
      for (const { upstream } of gateways)
        upstream.script = async (call) => {
          await release.promise
          await answer(call)
        }
      const served = () => gateways.flatMap(({ upstream }) => upstream.calls)
      const calls = Array.from({ length: 500 }, (_, caller) =>
        gateways.slice(caller % count, (caller % count) + 1).map((gateway) => post(gateway, String(caller))),
      ).flat()
      // No call ends before the last one was decided.
      await until('400 refusals', () => sum(gateways, (one) => one.records().length) >= 400, 20_000)
      await until('the provider to have the others', () => served().length >= 100, 20_000)
      release.resolve()
      const answers = await Promise.all(calls)
      const admitted = answers.flatMap(({ status }, caller) => (status === 200 ? [String(caller)] : []))
      assert.equal(admitted.length, 100)
      assert.equal(answers.filter(({ status }) => status === 429).length, 400)
      assert.deepEqual(
        served()
          .map(({ request }) => String(request.headers['x-caller']))
          .sort(),
        admitted.sort(),
      )
      const now = await states(redis, limits)
      assert.deepEqual(
        now.map(({ used, reserved }) => [used, reserved]),
        [
          [100 * callTokens, 0],
          [100, 0],
        ],
      )
    })
  }

  it('a call is one command before it goes out, and one after it has ended, however many limits there are', async () => {
    await using redis = await startRedis()
    const limits = [
      perMonth('total-tokens', 100_000),
      perMonth('requests', 1_000),
      { ...perMonth('requests', 900), unit: 'week' as const },
    ]
    await using started = await gatewaysOn(redis, 1, { limits })
    const { gateways } = started
    for (const { upstream } of gateways) upstream.script = answer
    assert.deepEqual(await postInTurn(gateways, 1), [200])
    const before = await redis.scripts()
    assert.deepEqual(
      await postInTurn(gateways, 10),
      Array.from({ length: 10 }, () => 200),
    )
    // Now and then a gateway says that it is there.
    const scripts = (await redis.scripts()) - before
    assert.ok(scripts >= 20 && scripts <= 21, `${scripts} scripts for 10 calls`)
  })
})

describe('startGateway: Redis away', () => {
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
  const limits = [perMonth('requests', 10)]

  it('the API refuses then: 503 and nothing reaches the provider; it is reported, and over without a restart', async () => {
    await using redis = await startRedis(...durable)
    await using started = await gatewaysOn(redis, 1, { limits })
    const [gateway] = started.gateways
    assert.ok(gateway !== undefined)
    gateway.upstream.script = answer
    assert.deepEqual(await postInTurn([gateway], 2), [200, 200])
    await redis.kill()
    const refused = await post(gateway)
    assert.equal(refused.status, 503)
    assert.match(refused.text, /store_unavailable/)
    assert.equal(gateway.upstream.calls.length, 2)
    const reported = (): GatewayStatus['counters'] | undefined => gateway.control.reports.at(-1)?.counters
    await until('the control plane to be told', () => reported()?.isAvailable === false, 15_000)
    assert.notEqual(reported()?.reason, null)
    await redis.start()
    await until(
      'Redis to be back',
      () => gateway.logLines.filter((line) => line.includes('can be reached')).length >= 2,
    )
    assert.deepEqual(await postInTurn([gateway], 9), [...Array.from({ length: 8 }, () => 200), 429])
    await until('the control plane to be told', () => reported()?.isAvailable === true, 15_000)
    assert.equal(reported()?.reason, null)
  })

  it('the API passes calls then: each gateway its share, and what was used is counted once when Redis is back', async () => {
    await using redis = await startRedis(...durable)
    const other = openRedisCounterStore({ url: redis.url, name: 'tollgate' })
    await using started = await gatewaysOn(redis, 2, { limits, api: { whenCountersAreAway: 'pass' } })
    // Each of them asks again every five seconds.
    while ((await other.present(60_000)) !== 3) await sleep(10)
    await sleep(presentEveryMs)
    other.close()
    const { gateways } = started
    for (const { upstream } of gateways) upstream.script = answer
    assert.deepEqual(await postInTurn(gateways, 1), [200, 200])
    await redis.kill()
    // A third of it, rounded up.
    for (const gateway of gateways) assert.deepEqual(await postInTurn([gateway], 5), [200, 200, 200, 200, 429])
    await redis.start()
    for (const { logLines } of gateways)
      await until('Redis to be back', () => logLines.filter((line) => line.includes('can be reached')).length >= 2)
    const used = async () => (await states(redis, limits))[0]?.used
    while ((await used()) !== 10) await sleep(20)
    assert.deepEqual(await postInTurn(gateways, 1), [429, 429])
    assert.equal(await used(), 10)
  })

  it('hangs: the call is refused as when it is away, and it is found again', async () => {
    await using redis = await startRedis(...durable)
    await using started = await gatewaysOn(redis, 1, { limits })
    const { gateways } = started
    for (const { upstream } of gateways) upstream.script = answer
    assert.deepEqual(await postInTurn(gateways, 1), [200])
    redis.process.kill('SIGSTOP')
    assert.deepEqual(await postInTurn(gateways, 2), [503, 503])
    redis.process.kill('SIGCONT')
    const [gateway] = gateways
    assert.ok(gateway !== undefined)
    const answers: number[] = []
    while (answers.at(-1) !== 200) answers.push((await post(gateway)).status)
    assert.ok(answers.slice(0, -1).every((status) => status === 503))
    // Neither of those that were refused stays counted.
    assert.equal((await post(gateway)).status, 200)
    const all = async () => (await states(redis, limits))[0]
    while ((await all())?.reserved !== 0) await sleep(20)
    assert.equal((await all())?.used, 3)
  })

  it('takes nothing, because its memory is full: that is said, and the call is refused', async () => {
    await using redis = await startRedis('--maxmemory', '1')
    await using gateway = await startOn(redis, { limits })
    gateway.upstream.script = answer
    const refused = await post(gateway)
    assert.equal(refused.status, 503)
    assert.equal(gateway.upstream.calls.length, 0)
  })

  it('forgets counters where its memory is full: the log says so', async () => {
    await using redis = await startRedis('--maxmemory-policy', 'allkeys-lru')
    await using gateway = await startOn(redis, { limits })
    await until('a warning', () => gateway.logLines.some((line) => line.includes('noeviction')))
  })
})

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((all, one) => all + of(one), 0)
}
