import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRedis } from '@tollgate/gateway/counters/testing/start-redis'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { readUsageRecords } from '../harness/usage-log.ts'

const callers = 500
const places = 100

test('1, 2 and 4 gateway processes that count in one Redis admit 100 of 500 callers at once, and a restart of all forgets none', async () => {
  await using stack = new AsyncDisposableStack()
  const redis = stack.use(await startRedis())
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  const environment = { REDIS_URL: redis.url }
  const gateways: GatewayProcess[] = []
  const limits = [{ metric: 'requests', limit: places, per: 'month' }]
  await admin.done('PATCH', `/plans/${api.planId}`, { limits })
  for (const count of [1, 2, 4]) {
    while (gateways.length < count) {
      const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready, environment }))
      await gateway.start()
      gateways.push(gateway)
    }
    const ask = (gateway: GatewayProcess) => askGateway(gateway.ready.httpUrl, api.path, key)
    // What the round before used up is given back; each gateway hears of it by itself.
    if (count > 1) await admin.done('POST', `/subscriptions/${api.subscriptionId}/reset-quota`, {})
    for (const gateway of gateways)
      await untilAnswered(
        () => ask(gateway),
        ({ status }) => status === 200,
        5_000,
      )
    const before = provider.requests.length
    const crowd = Array.from({ length: callers }, (_, caller) =>
      gateways.slice(caller % count, (caller % count) + 1).map(ask),
    ).flat()
    const statuses = (await Promise.all(crowd)).map(({ status }) => status)
    // One call of each gateway has found out that the reset is in force.
    const left = places - count
    assert.deepEqual(
      [statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 429).length],
      [left, callers - left],
    )
    assert.equal(provider.requests.length - before, left)
    for (const gateway of gateways) {
      await gateway.kill()
      await gateway.start()
    }
    for (const gateway of gateways) assert.equal((await ask(gateway)).status, 429)
  }
  const answered = async () => (await readUsageRecords(home)).filter(({ outcome }) => outcome === 'answered').length
  const served = provider.requests.length
  await until('every call in the log', async () => (await answered()) === served)
  await until('the control plane to see that Redis can be reached', async () => {
    const { items } = await admin.done('GET', '/gateways')
    return JSON.stringify(items).includes('"counters":{"isAvailable":true')
  })
})
