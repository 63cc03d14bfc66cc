import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AnalyticsStore, StoredRecord } from '@tollgate/control/analytics/analytics-store'
import { openAnalyticsStore } from '@tollgate/control/analytics/store/open-analytics-store'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { makeRepository } from '../harness/git-repository.ts'
import { runCodex } from '../harness/run-codex.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { isShipped, untilShipped } from '../harness/shipped-usage.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'
import { readUsageRecords } from '../harness/usage-log.ts'
import { UsageRelay } from '../harness/usage-relay.ts'

const everything = { organisationId: 'org_default', from: 0, to: Date.now() + 86_400_000, filters: {} }

test('each call is in the store of usage once, whatever breaks on the way', async (t) => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home }))
  await control.start()
  const relay = stack.use(await UsageRelay.start(control.ready.url))
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const { key } = await makeKey(admin, api.applicationId)
  const throughRelay = { ...control.ready, url: relay.url }
  const gateway = stack.use(await GatewayProcess.create({ home, control: throughRelay }))
  await gateway.start()
  const ask = () => askGateway(gateway.ready.httpUrl, api.path, key)
  await untilAnswered(ask, ({ status }) => status === 200, 5_000)
  const call = async (count: number) => {
    for (let at = 0; at < count; at++) assert.equal((await ask()).status, 200)
  }

  await t.test('answers that are lost after the store has taken it', async () => {
    relay.losesAnswers = true
    await call(20)
    await until('two answers to be lost', () => relay.lost >= 2)
    relay.losesAnswers = false
    await untilShipped(home)
  })

  await t.test('the control plane is killed in mid-shipment and started again', async () => {
    for (let round = 0; round < 3; round++) {
      const began = Promise.withResolvers<void>()
      relay.onShipment = began.resolve
      await call(10)
      await began.promise
      await control.kill()
      await call(10)
      await control.start()
    }
    relay.onShipment = () => undefined
    await untilShipped(home)
  })

  await t.test('the gateway is killed in mid-shipment and started again', async () => {
    for (let round = 0; round < 3; round++) {
      const began = Promise.withResolvers<void>()
      relay.onShipment = began.resolve
      await call(10)
      await began.promise
      await gateway.kill()
      await gateway.start()
    }
    await untilShipped(home)
  })

  await t.test('what was called last goes when the gateway ends', async () => {
    await call(5)
    await gateway.stop()
    assert.ok(await isShipped(home))
  })

  await control.stop()
  await using store = await openStore(home)
  const records = await readUsageRecords(home)
  const stored = await store.all()
  assert.equal(records.length, provider.requests.length)
  assert.deepEqual(stored.map(({ record }) => record.id).sort(), records.map(({ id }) => id).sort())
  const totals = await store.analytics.totals(everything)
  const tokens = records.reduce((sum, { usage }) => sum + usage.totalTokens, 0)
  assert.deepEqual([totals.calls, totals.totalTokens], [records.length, tokens])
})

test('what Codex did is there by repository and by conversation, with the configuration of the seed guide', async () => {
  const secrets = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider({ command: 'echo hi' }) })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { ...secrets },
  })
  const commits: string[] = []
  for (const name of ['shop', 'shop', 'site']) {
    const prepare = async (folder: string) => {
      commits.push(await makeRepository(folder, { remote: `git@github.com:acme/${name}.git`, isDirty: false }))
    }
    const baseUrl = `${tollgate.httpUrl}/openaiapi/2.3.0`
    const run = await runCodex({ version: '0.169.0', baseUrl, key: secrets.CLIENT_KEY, prepare })
    assert.equal(run.exitCode, 0, run.stderr)
  }
  await untilShipped(tollgate.home)
  await using store = await openStore(tollgate.home)
  const options = { order: 'totalTokens', limit: 10 } as const
  const byRepository = await store.analytics.breakdown(everything, 'repository', options)
  const tokensOf = (value: string) => byRepository.find((row) => row.value === value)?.totalTokens
  const records = await tollgate.usageRecords()
  const perCall = records[0]?.usage.totalTokens ?? 0
  assert.ok(perCall > 0)
  // Each run calls twice: for the command, and with its output.
  assert.deepEqual([tokensOf('github.com/acme/shop'), tokensOf('github.com/acme/site')], [4 * perCall, 2 * perCall])
  const conversations = await store.analytics.conversations({ ...everything, limit: 10 })
  assert.deepEqual(
    conversations.map(({ repository, calls, agent, totalTokens }) => ({ repository, calls, agent, totalTokens })),
    ['site', 'shop', 'shop'].map((name) => ({
      ...{ repository: `github.com/acme/${name}`, calls: 2, agent: 'codex_exec', totalTokens: 2 * perCall },
    })),
  )
  const facts = (await store.all()).map((one) => one.facts)
  assert.deepEqual([...new Set(facts.map(({ commit }) => commit))].sort(), [...new Set(commits)].sort())
  assert.ok(
    facts.every(
      ({ trigger, isDirty, agentVersion }) => `${trigger} ${isDirty} ${agentVersion}` === 'automation false 0.169.0',
    ),
  )
})

interface OpenedStore extends AsyncDisposable {
  readonly analytics: AnalyticsStore
  all(): Promise<readonly StoredRecord[]>
}

async function openStore(home: string): Promise<OpenedStore> {
  const analytics = await openAnalyticsStore({
    location: join(home, 'usage.db'),
    onIdleError: (error) => assert.fail(error),
  })
  return {
    analytics,
    all: () => analytics.recordsAfter(0, 10_000),
    [Symbol.asyncDispose]: () => analytics.close(),
  }
}
