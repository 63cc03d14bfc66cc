import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call, sha256 } from '../harness/call.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

const body = '{"model":"gpt-5.4","stream":true,"input":"hi"}'

test('a changed configuration is in force at once, and no call notices', async (t) => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider({ gapMs: 150 }) })
  const first = guideApi(provider.url)
  const second = guideApi(provider.url, { name: 'Second API', context: '/second' })
  await using tollgate = await startTollgate({ config: configOf([first]), environment: { CLIENT_KEY, PROVIDER_KEY } })
  const ask = (context: string) =>
    call(`${tollgate.httpUrl}${context}/2.3.0/responses`, { body, headers: { apikey: CLIENT_KEY } })
  const statusOf = async (context: string) => {
    const answer = await call(`${tollgate.httpUrl}${context}/2.3.0/models`, { headers: { apikey: CLIENT_KEY } })
    return answer.status
  }

  await t.test('streams that run go on to their end, byte for byte', async () => {
    const running = Array.from({ length: 10 }, () => ask('/openaiapi'))
    await until('ten running streams', () => provider.served.length === 10)
    await tollgate.writeConfig(configOf([first, second]))
    await until(
      'the new API',
      async () => (await call(`${tollgate.httpUrl}/second/2.3.0/models`)).status !== 404,
      2_000,
    )
    await tollgate.writeConfig('apis: [ this is no configuration')
    await tollgate.writeConfig(configOf([second]))
    await until('the old API is gone', async () => (await statusOf('/openaiapi')) === 404, 2_000)
    assert.ok(
      provider.served.slice(0, 10).every(({ outcome }) => outcome === null),
      'they were still running',
    )
    for (const answer of await Promise.all(running)) {
      assert.equal(answer.status, 200)
      assert.equal(sha256(answer.body), sha256(provider.served[0]?.reply.body ?? Buffer.alloc(0)))
    }
  })

  await t.test('a change for the worse is named, and what was in force stays', async () => {
    await tollgate.writeConfig({ ...configOf([second]), apis: [{ ...second, provider: 'nobody' }] })
    await until('the complaint', () => /tollgate\.yaml.*provider.*nobody/s.test(tollgate.logs), 3_000)
    assert.equal(await statusOf('/second'), 200)
  })

  await t.test('a key that was revoked in the file is refused within a second', async () => {
    const config = configOf([second])
    const applications = config.applications?.map((application) => ({
      ...application,
      keys: application.keys?.map((key) => ({ ...key, revoked: true })) ?? [],
    }))
    await tollgate.writeConfig({ ...config, ...(applications === undefined ? {} : { applications }) })
    await until('the refusal', async () => (await statusOf('/second')) === 401, 1_000)
  })
})
