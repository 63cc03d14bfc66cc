import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { startTestGateway, testApi } from './testing/test-gateway.ts'

const requests = (limit: number) => [{ metric: 'requests', limit, count: 1, unit: 'month' } as const]
const hourMs = 3_600_000

test('limits that were raised for a while end by themselves, and what was used stays used', async () => {
  const raised = (endsAt: number) => ({ ...planRow('of_sub', requests(100)), basePlanId: 'plan_bronze', endsAt })
  await using tollgate = await startTestGateway({
    rows: (url) => [
      testApi(url),
      applicationRow('web'),
      keyRow('web-key', { applicationId: 'app_web' }),
      subscriptionRow('app_web', 'api_openai', { planId: 'plan_of_sub' }),
      planRow('bronze', requests(2)),
      raised(Date.now() + hourMs),
    ],
  })
  tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  const ask = async () =>
    (await tollgate.call({ path: '/openai/1.0/responses', body: '{"model":"m"}', headers: { apikey: 'web-key' } }))
      .status
  for (let count = 0; count < 3; count++) assert.equal(await ask(), 200)
  await tollgate.change([raised(Date.now() - 1)])
  assert.equal(await ask(), 429)
  await tollgate.change([raised(Date.now() + hourMs)])
  assert.equal(await ask(), 200)
})
