import assert from 'node:assert/strict'
import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Row, snapshotMessageSchema } from '@tollgate/contract/snapshot'
import { until } from '../testing/until.ts'
import { SnapshotPublisher } from './publish.ts'
import { type SnapshotServerOptions, snapshotServerDefaults, startSnapshotServer } from './snapshot-server.ts'

const token = 'a-token-of-some-length'
const settings: Row = { kind: 'settings', id: 'settings', pepper: 'ab'.repeat(32) }

function applications(count: number, owner: string): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'application',
    id: `app_${index}`,
    name: `n${index}`,
    owner,
  }))
}

async function start(t: TestContext, rows: Row[], options: Partial<SnapshotServerOptions> = {}) {
  const publisher = new SnapshotPublisher(rows)
  const server = await startSnapshotServer(publisher, { ...snapshotServerDefaults, port: 0, token, ...options })
  t.after(() => server.close())
  return { publisher, url: `${server.url}/internal/v1/snapshot`, server }
}

function ask(
  url: string,
  headers: Record<string, string> = { authorization: `Bearer ${token}` },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject)
  })
}

/** Follows the stream; `lines` grows as it comes. */
async function follow(url: string) {
  const response = await ask(url)
  const lines: string[] = []
  const state = { lines, ended: false, response }
  response.on('error', () => {})
  response.on('close', () => {
    state.ended = true
  })
  const reader = createInterface({ input: response })
  reader.on('line', (line) => lines.push(line)).on('error', () => {})
  return state
}

function messages(lines: readonly string[]) {
  return lines.filter((line) => line !== '').map((line) => snapshotMessageSchema.parse(JSON.parse(line)))
}

test('startSnapshotServer sends a base, then changes as they happen, to every subscriber', async (t) => {
  const { publisher, url } = await start(t, [settings, ...applications(1, 'alice')])
  const followers = [await follow(url), await follow(url)]
  for (const { lines } of followers) await until('the base is there', () => lines.length === 4)
  publisher.replace([settings, ...applications(2, 'alice')])
  const late = await follow(url)
  for (const { lines } of followers) {
    await until('the change is there', () => lines.length === 7)
    assert.deepEqual(
      messages(lines).map(({ type }) => type),
      ['begin', 'upsert', 'upsert', 'commit', 'begin', 'upsert', 'commit'],
    )
    assert.deepEqual(messages(lines).slice(4, 5), [{ type: 'begin', version: 2, base: false }])
  }
  await until('the later base is there', () => late.lines.length === 5)
  assert.deepEqual(messages(late.lines)[0], { type: 'begin', version: 2, base: true })
})

test('startSnapshotServer refuses who has no token, and other paths and methods', async (t) => {
  const { url, server } = await start(t, [settings])
  for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, `Basic ${token}`, token])
    assert.equal((await ask(url, authorization === '' ? {} : { authorization })).statusCode, 401, authorization)
  assert.equal((await ask(`${server.url}/`)).statusCode, 404)
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await fetch(url, { method: 'POST', headers })).status, 405)
  const body = await (await fetch(url, { headers: { authorization: 'Bearer no' } })).json()
  assert.deepEqual(body, { error: { message: 'The token of this data folder is needed.' } })
})

test('startSnapshotServer bounds the number of subscribers, and forgets those who leave', async (t) => {
  const { url } = await start(t, [settings], { subscribersMax: 1 })
  const first = await follow(url)
  assert.equal((await ask(url)).statusCode, 503)
  first.response.destroy()
  let status: number | undefined
  for (let attempt = 0; attempt < 100 && status !== 200; attempt++) {
    await sleep(10)
    const response = await ask(url)
    response.on('error', () => {})
    status = response.statusCode
  }
  assert.equal(status, 200)
})

test('startSnapshotServer keeps a quiet stream alive with empty lines', async (t) => {
  const { url } = await start(t, [settings], { keepAliveMs: 20 })
  const { lines } = await follow(url)
  await until('empty lines come', () => lines.filter((line) => line === '').length >= 2)
  assert.equal(messages(lines).length, 3)
})

test('startSnapshotServer brings a large base whole, in small pieces', async (t) => {
  const { url } = await start(t, [settings, ...applications(50_000, 'x'.repeat(100))])
  const { lines } = await follow(url)
  await until('everything is there', () => lines.length === 50_003, 20_000)
  assert.deepEqual(messages(lines.slice(-1)), [{ type: 'commit', version: 1 }])
})

test('startSnapshotServer cuts a subscriber that reads nothing; others go on', async (t) => {
  // Long enough for a healthy reader that the machine keeps waiting.
  const stallMs = 3_000
  const big = (owner: string) => [settings, ...applications(20_000, owner.repeat(500))]
  const { publisher, url } = await start(t, [settings], { keepAliveMs: 20, stallMs })
  const healthy = await follow(url)
  const stalled = await ask(url)
  let cut = false
  stalled.on('error', () => {})
  stalled.on('close', () => {
    cut = true
  })
  stalled.pause()
  publisher.replace(big('a'))
  await until('the healthy one has it all', () => healthy.lines.length > 20_000, 20_000)
  await sleep(stallMs + 500)
  // The end of the connection is noticed by reading; what was already under way comes first.
  stalled.resume()
  await until('the stalled one is cut', () => cut)
  assert.equal(stalled.complete, false)
  publisher.replace([settings])
  await until(
    'the healthy one gets the next change',
    () => healthy.lines.at(-1) === '{"type":"commit","version":3}',
    20_000,
  )
  assert.equal(healthy.ended, false)
})

test('startSnapshotServer cuts a subscriber for which too many changes wait', async (t) => {
  const { publisher, url } = await start(t, [settings, ...applications(20_000, 'a'.repeat(500))], {
    queuedChangesMax: 3,
  })
  const stalled = await ask(url)
  let cut = false
  stalled.on('error', () => {})
  stalled.on('close', () => {
    cut = true
  })
  for (let change = 0; change < 8; change++) publisher.replace([settings, ...applications(1, `owner ${change}`)])
  stalled.resume()
  await until('it is cut', () => cut)
  assert.equal(stalled.complete, false)
})
