import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call, sha256 } from '../harness/call.ts'
import { type RunningTollgate, startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

const body = '{"model":"gpt-5.4","stream":true,"input":"hi"}'

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} lets a running stream end, takes no new call, and exits with 0`, async () => {
    const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
    await using provider = await FakeProvider.start({ answer: agentProvider({ gapMs: 150 }) })
    await using tollgate = await startTollgate({
      config: configOf([guideApi(provider.url)]),
      environment: { CLIENT_KEY, PROVIDER_KEY },
    })
    const ask = () => call(`${tollgate.httpUrl}/openaiapi/2.3.0/responses`, { body, headers: { apikey: CLIENT_KEY } })
    const running = ask()
    await until('the running stream', () => provider.served.length === 1)
    const stopped = tollgate.stop(signal)
    const knock = () => call(`${tollgate.httpUrl}/openaiapi/2.3.0/models`, { headers: { apikey: CLIENT_KEY } })
    await until('the closed door', () =>
      knock().then(
        () => false,
        () => true,
      ),
    )
    assert.equal(provider.served[0]?.outcome, null, 'the stream was still running')
    const answer = await running
    assert.equal(sha256(answer.body), sha256(provider.served[0]?.reply.body ?? Buffer.alloc(0)))
    assert.equal(await stopped, 0)
    assert.equal((await tollgate.usageRecords()).filter(({ stream }) => stream).length, 1)
  })

test('a stream that outlasts the grace is broken off, and the exit code is still 0', async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider({ gapMs: 5_000 }) })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { CLIENT_KEY, PROVIDER_KEY, TOLLGATE_DRAIN_MS: '300' },
  })
  const ended = call(`${tollgate.httpUrl}/openaiapi/2.3.0/responses`, { body, headers: { apikey: CLIENT_KEY } })
  const broken = assert.rejects(ended)
  await until('the running stream', () => provider.served.length === 1)
  const startedAt = performance.now()
  assert.equal(await tollgate.stop(), 0)
  assert.ok(performance.now() - startedAt < 5_000)
  await broken
})

test('the death of the control plane touches no call, and a new one takes its place', async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider({ gapMs: 50 }) })
  const first = guideApi(provider.url)
  await using tollgate = await startTollgate({ config: configOf([first]), environment: { CLIENT_KEY, PROVIDER_KEY } })
  const ask = () => call(`${tollgate.httpUrl}/openaiapi/2.3.0/responses`, { body, headers: { apikey: CLIENT_KEY } })
  const running = ask()
  await until('the running stream', () => provider.served.length === 1)
  process.kill(await childOf(tollgate, 'control'), 'SIGKILL')
  assert.equal((await running).status, 200)
  assert.equal((await ask()).status, 200)
  await tollgate.writeConfig(configOf([first, guideApi(provider.url, { name: 'Second', context: '/second' })]))
  const isThere = async () => (await call(`${tollgate.httpUrl}/second/2.3.0/models`)).status !== 404
  await until('the new API, from a new control process', isThere, 15_000)
  assert.equal(await tollgate.stop(), 0)
})

/** The process of this Tollgate that runs `packages/<name>/src/main.ts`. */
async function childOf({ pid }: RunningTollgate, name: 'control' | 'gateway'): Promise<number> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')
  for (const child of children)
    if ((await readFile(`/proc/${child}/cmdline`, 'utf8')).includes(`${name}/src/main.ts`)) return Number(child)
  throw new Error(`Tollgate has no ${name} process`)
}
