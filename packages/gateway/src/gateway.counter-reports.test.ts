import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ToldCounter } from '@tollgate/contract/counter-report'
import type { LimitRow } from '@tollgate/contract/limits'
import { applicationRow, keyRow, planRow, quotaRow, subscriptionRow } from './testing/rows.ts'
import { beginStream, endStream, respond, type UpstreamCall } from './testing/scripted-upstream.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { startTestThreads } from './testing/test-threads.ts'
import { until } from './testing/until.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const midnight = Date.UTC(2026, 10, 24)
const perDay: LimitRow = { metric: 'requests', limit: 3, count: 1, unit: 'day', timeZone: 'UTC' }
const perHour: LimitRow = { metric: 'total-tokens', limit: 1_000_000, count: 1, unit: 'hour', window: 'rolling' }

async function start(t: TestContext, options: { now?: () => number } = {}): Promise<TestGateway> {
  const tollgate = await startTestGateway({
    now: () => noon,
    rows: (url) => [
      testApi(url),
      applicationRow('web', { teamId: 'team_payments' }),
      keyRow('web-key', { applicationId: 'app_web' }),
      subscriptionRow('app_web', 'api_openai', { planId: 'plan_bronze' }),
      { ...planRow('bronze', [perDay, perHour]), concurrencyMax: 4 },
      quotaRow('payments', 'team', { limits: [{ ...perDay, limit: 100 }], resetAt: 7 }),
    ],
    ...options,
  })
  t.after(() => tollgate[Symbol.asyncDispose]())
  tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  return tollgate
}

const ask = (tollgate: TestGateway) =>
  tollgate.call({ path: '/openai/1.0/responses', body: '{"model":"m"}', headers: { apikey: 'web-key' } })

/** What was told last of each limit. */
function lastOf(tollgate: TestGateway): Map<string, ToldCounter> {
  return new Map(tollgate.control.counters.flatMap(({ counters }) => counters).map((counter) => [counter.id, counter]))
}

test('the control plane is told how limits stand that calls have touched', async (t) => {
  const tollgate = await start(t)
  assert.deepEqual(tollgate.control.counters, [])
  for (let count = 0; count < 3; count++) assert.equal((await ask(tollgate)).status, 200)
  assert.equal((await ask(tollgate)).status, 429)
  await until('three are told', () => lastOf(tollgate).get('sub_app_web_api_openai requests 1 day UTC')?.used === 3)
  assert.deepEqual(new Set(tollgate.control.counters.map(({ counting }) => counting)), new Set(['alone']))
  const last = lastOf(tollgate)
  const { at, ...plan } = last.get('sub_app_web_api_openai requests 1 day UTC') ?? { at: 0 }
  assert.equal(at, noon)
  assert.deepEqual(plan, {
    ...{ id: 'sub_app_web_api_openai requests 1 day UTC', scope: 'plan', ownerId: 'sub_app_web_api_openai' },
    ...{ subject: '', resetAt: 0, metric: 'requests', period: { count: 1, unit: 'day', timeZone: 'UTC' } },
    ...{ limit: 3, used: 3, reserved: 0, resetsAt: midnight },
  })
  const quota = [...last.values()].find(({ scope }) => scope === 'team')
  assert.deepEqual([quota?.ownerId, quota?.subject, quota?.resetAt], ['quo_payments', 'team_payments', 7])
  assert.deepEqual([quota?.limit, quota?.used], [100, 3])
  const rolling = [...last.values()].find(({ metric }) => metric === 'total-tokens')
  assert.deepEqual(rolling?.period, { count: 1, unit: 'hour', window: 'rolling' })
  const concurrency = [...last.values()].find(({ metric }) => metric === 'concurrency')
  assert.deepEqual([concurrency?.period, concurrency?.limit, concurrency?.resetsAt], [null, 4, null])
})

test('what open calls have set aside is told, and that they have ended', async (t) => {
  const tollgate = await start(t)
  const open: UpstreamCall[] = []
  tollgate.upstream.script = (call) => {
    open.push(call)
    beginStream(call)
  }
  const asked = ask(tollgate)
  const told = () => lastOf(tollgate).get('sub_app_web_api_openai requests 1 day UTC')
  await until('it is set aside', () => told()?.reserved === 1 && told()?.used === 0)
  for (const call of open) endStream(call)
  await asked
  await until('it is used', () => told()?.reserved === 0)
  assert.ok([...lastOf(tollgate).values()].every(({ reserved }) => reserved === 0))
})

test('while the control plane does not take them they wait, and what is told then is the newest', async (t) => {
  const tollgate = await start(t)
  tollgate.control.countersStatus = 503
  await ask(tollgate)
  await until('one is refused', () => tollgate.control.countersAsked > 0)
  await ask(tollgate)
  assert.deepEqual(tollgate.control.counters, [])
  tollgate.control.countersStatus = 204
  await until('two are told', () => lastOf(tollgate).get('sub_app_web_api_openai requests 1 day UTC')?.used === 2)
})

test('a gateway that ends tells what calls did last', async (t) => {
  const tollgate = await start(t)
  await ask(tollgate)
  await tollgate.gateway.stop(1_000)
  assert.equal(lastOf(tollgate).get('sub_app_web_api_openai requests 1 day UTC')?.used, 1)
})

test('threads tell it together', async (t) => {
  await using threads = await startTestThreads(2, {
    rows: (url) => [
      testApi(url),
      applicationRow('web'),
      keyRow('web-key', { applicationId: 'app_web' }),
      subscriptionRow('app_web', 'api_openai', { planId: 'plan_bronze' }),
      planRow('bronze', [{ metric: 'requests', limit: 100, count: 1, unit: 'month' }]),
    ],
  })
  const { tollgate } = threads
  tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  await Promise.all(Array.from({ length: 20 }, () => ask(tollgate)))
  const told = () => lastOf(tollgate).get('sub_app_web_api_openai requests 1 month')
  await until('all are told', () => told()?.used === 20 && told()?.reserved === 0)
  t.diagnostic(`${tollgate.control.counters.length} reports`)
})
