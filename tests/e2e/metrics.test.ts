import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, makeKey, makeServedApi, untilAnswered } from '../harness/api-by-rest.ts'
import { call } from '../harness/call.ts'
import { ControlProcess, GatewayProcess } from '../harness/separate-processes.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { readUsageRecords } from '../harness/usage-log.ts'
import { UsageRelay } from '../harness/usage-relay.ts'

const token = 'a-token-of-the-scraper'

interface Line {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

test('/metrics: what Prometheus sums is what the ledger has, each call once', async (t) => {
  await using stack = new AsyncDisposableStack()
  const provider = stack.use(await FakeProvider.start({ answer: agentProvider({}) }))
  const home = stack.use(await temporaryFolder()).path
  const control = stack.use(new ControlProcess({ home, environment: { TOLLGATE_METRICS_TOKEN: token } }))
  await control.start()
  const relay = stack.use(await UsageRelay.start(control.ready.url))
  const admin = await control.client(home)
  const api = await makeServedApi(admin, provider.url)
  const application = 'A "client" \\ of orders'
  await admin.done('PATCH', `/applications/${api.applicationId}`, { name: application })
  const { providerId } = await admin.done('GET', `/apis/${api.id}`)
  const prices = [{ from: '2026-01-01T00:00:00Z', input: 1.25, output: 10 }]
  await admin.done('POST', '/models', { providerId, model: 'gpt-5.4', prices })
  const limits = [{ metric: 'requests', limit: 15, per: 'month' }]
  await admin.done('PATCH', `/plans/${api.planId}`, { limits })
  const { key } = await makeKey(admin, api.applicationId)
  const gateway = stack.use(await GatewayProcess.create({ home, control: { ...control.ready, url: relay.url } }))
  await gateway.start()
  const ask = () => askGateway(gateway.ready.httpUrl, api.path, key)
  await untilAnswered(ask, ({ status }) => status === 200, 5_000)
  const settings = { type: 'webhook', url: 'http://127.0.0.1:9/nobody' }
  await admin.done('POST', '/exporters', { name: 'hook', settings, secret: 'a secret', startsAt: 'beginning' })
  const trusted = await readFile(control.ready.certificateFile, 'utf8')
  const ask9443 = (headers: Record<string, string>, method = 'GET') =>
    call(`${control.ready.consoleUrl}/metrics`, { method, trusted, headers })
  const scrape = async () => {
    const answer = await ask9443({ authorization: `Bearer ${token}` })
    assert.equal(answer.status, 200, answer.text)
    assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
    return parse(answer.text)
  }
  const callsIn = (lines: readonly Line[]) => sum(lines, 'tollgate_calls_total')

  await t.test('nobody reads it without a token, and nothing is done there', async () => {
    for (const headers of [{}, { authorization: 'Bearer something-else-of-that-length' }])
      assert.equal((await ask9443(headers)).status, 401)
    assert.equal((await ask9443({ authorization: `Bearer ${token}` }, 'POST')).status, 405)
    const elsewhere = await call(`${control.ready.consoleUrl}/api/v1/usage/totals`, {
      trusted,
      headers: { authorization: `Bearer ${token}` },
    })
    assert.equal(elsewhere.status, 401)
  })

  await t.test('calls, tokens, dollars and times', async () => {
    relay.losesAnswers = true
    for (let at = 0; at < 20; at++) await ask()
    await until('two shipments to be answered in vain', () => relay.lost >= 2)
    relay.losesAnswers = false
    await until('all to be counted', async () => callsIn(await scrape()) === 21)
    const lines = await scrape()
    const records = await readUsageRecords(home)
    const outcomes = ['answered', 'refused'] as const
    for (const outcome of outcomes) {
      const count = records.filter((record) => record.outcome === outcome).length
      assert.ok(count > 0, outcome)
      assert.equal(sum(lines, 'tollgate_calls_total', { outcome }), count, outcome)
    }
    const total = (value: (record: UsageRecord) => number) => records.map(value).reduce((one, more) => one + more, 0)
    const tokens = (type: string) => sum(lines, 'tollgate_tokens_total', { type })
    assert.equal(callsIn(lines), records.length)
    assert.equal(
      tokens('input'),
      total(({ usage }) => usage.inputTokens),
    )
    assert.equal(
      tokens('output'),
      total(({ usage }) => usage.outputTokens),
    )
    assert.ok(tokens('input') > 0 && tokens('output') > 0)
    const cost = sum(lines, 'tollgate_cost_usd_total')
    assert.ok(cost > 0)
    assert.equal(
      Math.round(cost * 1_000_000),
      total((record) => record.cost?.amount ?? 0),
    )
    const asked = records.filter(({ attempts }) => attempts.length > 0).length
    for (const name of ['tollgate_call_duration_seconds', 'tollgate_first_byte_seconds'])
      assert.deepEqual([sum(lines, `${name}_count`), sum(lines, `${name}_bucket`, { le: '+Inf' })], [asked, asked])
    const labels = lines.find(({ name }) => name === 'tollgate_tokens_total')?.labels
    assert.deepEqual(labels, { api: 'Orders/1.0', application, model: 'gpt-5.4', type: 'input' })
  })

  await t.test('exporters and gateways', async () => {
    await until('it is noted that nobody is there', async () => sum(await scrape(), 'tollgate_exporter_up') === 0)
    const hook = { exporter: 'hook' }
    const all = (await readUsageRecords(home)).length
    // What the gateway has not shipped yet nobody waits for.
    await until('all wait for it', async () => sum(await scrape(), 'tollgate_exporter_lag_records', hook) === all)
    const lines = await scrape()
    assert.deepEqual(
      ['tollgate_exporter_dead_letters_total', 'tollgate_exporter_paused'].map((name) => sum(lines, name, hook)),
      [0, 0],
    )
    await until('the gateway has said how it is', async () => sum(await scrape(), 'tollgate_gateway_up') === 1)
    assert.ok(sum(lines, 'tollgate_config_version') > 0)
  })

  await t.test('counters begin at 0 with each process, and nothing is counted again', async () => {
    await control.stop()
    await control.start()
    assert.equal(callsIn(await scrape()), 0)
    for (let at = 0; at < 3; at++) await ask()
    await until('what came since is counted', async () => callsIn(await scrape()) >= 3)
    assert.equal(callsIn(await scrape()), 3)
  })
})

function parse(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^([a-z_]+)(?:\{(.*)\})? ([0-9.e+-]+)$/.exec(line) ?? []
      assert.ok(name !== '', line)
      const pairs = [...labels.matchAll(/([a-z]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', raw = '']) => {
        return [label, raw.replace(/\\(["\\])/g, '$1').replaceAll('\\n', '\n')] as const
      })
      return { name, labels: Object.fromEntries(pairs), value: Number(value) }
    })
}

function sum(lines: readonly Line[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return lines
    .filter((line) => line.name === name)
    .filter((line) => Object.entries(labels).every(([label, value]) => line.labels[label] === value))
    .reduce((total, { value }) => total + value, 0)
}
