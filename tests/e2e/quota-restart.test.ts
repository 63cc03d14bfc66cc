import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { startRedis } from '@tollgate/gateway/counters/testing/start-redis'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi } from '../harness/api-by-rest.ts'
import { call } from '../harness/call.ts'
import { runQuotaKills } from '../harness/quota-kill-run.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { readUsageRecords } from '../harness/usage-log.ts'

for (const gateways of [undefined, 2])
  test(`kills with calls in mid-stream lose nothing, count nothing twice and leave nothing reserved, ${placeOf(gateways)}`, async (t) => {
    const report = await runQuotaKills({ kills: 4, seed: randomInt(2 ** 31), callers: 30, gateways })
    t.diagnostic(JSON.stringify(report))
    assert.deepEqual(report.problems, [], `seed ${report.seed}`)
    assert.ok(report.booked > 10, `${report.booked} calls were booked by their estimates`)
  })

for (const gateways of [undefined, 1])
  test(`a restart forgets no debt, without the control plane, and what is refused or only listed costs nothing, ${placeOf(gateways)}`, () =>
    restarts(gateways))

async function restarts(gateways: number | undefined): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const usage = { inputTokens: 1_000, cachedInputTokens: 0, outputTokens: 500, reasoningTokens: 0 }
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({ usage }) }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  const ask = () => askGateway(gateway.ready.httpUrl, api.path, key)
  const list = () => call(`${gateway.ready.httpUrl}${api.path}/models`, { headers: { apikey: key } })
  await admin.done('PATCH', `/plans/${api.planId}`, {
    limits: [{ metric: 'total-tokens', limit: 2_000, per: 'month' }],
    outputCap: 100,
  })
  const redis = gateways === undefined ? undefined : stack.use(await startRedis())
  const environment: Record<string, string> = redis === undefined ? {} : { REDIS_URL: redis.url }
  const gateway = stack.use(await GatewayProcess.create({ home, control: control.ready, environment }))
  await gateway.start()
  // The second one costs more than what is left: it is served, and what it costs beyond is a debt.
  for (let count = 0; count < 2; count++) assert.equal((await ask()).status, 200)
  for (const how of ['kill', 'stop', 'kill'] as const) {
    assert.equal((await ask()).status, 429)
    assert.equal((await list()).status, 200)
    await control.kill()
    await gateway[how]()
    await gateway.start()
  }
  assert.equal((await ask()).status, 429)
  assert.equal(provider.requests.filter(({ method }) => method === 'POST').length, 2)
  const refusals = async () => (await readUsageRecords(home)).filter(({ outcome }) => outcome === 'refused').length
  await until('the last refusal in the log', async () => (await refusals()) >= 4)
  const records = await readUsageRecords(home)
  const charged = records.filter(({ usage: { source } }) => source !== 'none')
  assert.deepEqual(
    charged.map(({ usage: { totalTokens } }) => totalTokens),
    [1_500, 1_500],
  )
  assert.equal(records.filter(({ outcome }) => outcome === 'refused').length, 4)
}

function placeOf(gateways: number | undefined): string {
  return gateways === undefined ? 'in memory' : `${gateways} in Redis`
}
