import assert from 'node:assert/strict'
import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { snapshotMessageSchema } from '@tollgate/contract/snapshot'
import { shipmentBytesMax, shipmentLinesMax } from '@tollgate/contract/usage-shipment'
import { pino } from 'pino'
import { type PlacedRow, placeRow } from '../snapshot/placed-row.ts'
import { SnapshotPublisher } from '../snapshot/publish.ts'
import { StoreUnavailable } from '../storage/store.ts'
import { keptRequest } from '../testing/kept-request.ts'
import { toldCounter } from '../testing/told-counter.ts'
import { until } from '../testing/until.ts'
import { type GatewayRegistry, LinkHandler, type LinkOptions, linkDefaults } from './link-handler.ts'
import { startLinkServer } from './link-server.ts'

const token = 'a-token-of-some-length'
const place = { organisationId: 'org_a', environmentId: 'env_a' }
const settings = placeRow({ kind: 'settings', id: 'settings', pepper: 'ab'.repeat(32) }, 'org_a')

function applications(count: number, owner: string): PlacedRow[] {
  return Array.from({ length: count }, (_, index) =>
    placeRow(
      { kind: 'application', id: `app_${index}`, name: `n${index}`, owner, team: null, teamId: null, costCentre: null },
      'org_a',
    ),
  )
}

const knownGateway: GatewayRegistry = {
  identify: async (shown) => (shown === token ? { ...place, gatewayId: 'gw_1' } : undefined),
  join: async () => undefined,
  noteStatus: async () => undefined,
  keepRequests: async () => undefined,
  noteCounters: () => undefined,
  takeUsage: async (_gateway, lines) => ({ taken: lines.length, known: 0, passedOver: 0 }),
}

async function start(t: TestContext, rows: PlacedRow[], options: Partial<LinkOptions> = {}) {
  const held = new SnapshotPublisher()
  held.replace(rows, 1)
  const link = new LinkHandler({
    ...linkDefaults,
    publisher: held,
    gateways: knownGateway,
    log: pino({ level: 'silent' }),
    ...options,
  })
  const server = await startLinkServer(link, 0)
  t.after(async () => {
    link.close()
    await server.close()
  })
  let version = 1
  const publisher = { replace: (next: PlacedRow[]) => held.replace(next, ++version) }
  return { publisher, held, link, url: `${server.url}/internal/v1/snapshot`, server }
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

test('LinkHandler sends a base, then changes as they happen, to every subscriber', async (t) => {
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

test('LinkHandler refuses who has no token, and other paths and methods', async (t) => {
  const { url, server } = await start(t, [settings])
  for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, `Basic ${token}`, token])
    assert.equal((await ask(url, authorization === '' ? {} : { authorization })).statusCode, 401, authorization)
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await ask(`${server.url}/internal/v1/other`, headers)).statusCode, 404)
  assert.equal((await fetch(url, { method: 'POST', headers })).status, 404)
})

test('LinkHandler answers 503, and not 401, while the store does not answer', async (t) => {
  const gateways = { ...knownGateway, identify: () => Promise.reject(new StoreUnavailable('away')) }
  const { url } = await start(t, [settings], { gateways })
  assert.equal((await ask(url)).statusCode, 503)
})

test('LinkHandler takes a status, and refuses what is none', async (t) => {
  const noted: unknown[] = []
  const gateways = { ...knownGateway, noteStatus: async (...about: unknown[]) => void noted.push(about) }
  const { server } = await start(t, [settings], { gateways })
  const status = {
    version: 1,
    software: '0.1.0',
    startedAt: 1,
    source: 'control',
    refused: null,
    openCalls: 0,
    counters: { isAvailable: false, reason: 'it does not answer', since: 1 },
    keyUses: [],
  }
  const post = (body: unknown) =>
    fetch(`${server.url}/internal/v1/status`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  assert.equal((await post(status)).status, 204)
  assert.equal((await post({ ...status, version: -1 })).status, 400)
  assert.equal((await post({ ...status, more: 'x'.repeat(20_000) })).status, 400)
  assert.deepEqual(noted, [[{ ...place, gatewayId: 'gw_1', token }, status]])
})

test('LinkHandler takes requests that are to be kept, large ones too, and refuses what are none', async (t) => {
  const kept: unknown[] = []
  const gateways = { ...knownGateway, keepRequests: async (...about: unknown[]) => void kept.push(about) }
  const { server } = await start(t, [settings], { gateways })
  const post = (body: unknown, authorization = `Bearer ${token}`) =>
    fetch(`${server.url}/internal/v1/kept-requests`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    })
  const { organisationId: _, ...request } = keptRequest('call', 'api_1', { body: '"'.repeat(1_048_576) })
  assert.equal((await post({ requests: [request] })).status, 204)
  assert.equal((await post({ requests: [] })).status, 400)
  assert.equal((await post({ requests: [{ ...request, organisationId: 'org_b' }] })).status, 400)
  assert.equal((await post({ requests: [{ ...request, body: `${request.body}"` }] })).status, 400)
  assert.equal((await post({ requests: Array.from({ length: 51 }, () => ({ ...request, body: '{}' })) })).status, 400)
  assert.equal((await post({ requests: [request] }, 'Bearer nobody')).status, 401)
  assert.deepEqual(kept, [[{ ...place, gatewayId: 'gw_1', token }, [request]]])
})

test('LinkHandler takes how limits stand, and refuses what does not say so', async (t) => {
  const noted: unknown[] = []
  const gateways = { ...knownGateway, noteCounters: (...about: unknown[]) => void noted.push(about) }
  const { server } = await start(t, [settings], { gateways })
  const post = (body: unknown, authorization = `Bearer ${token}`) =>
    fetch(`${server.url}/internal/v1/counters`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    })
  const many = Array.from({ length: 500 }, (_, index) => toldCounter({ id: `${index} ${'i'.repeat(490)}` }))
  const report = { counting: 'alone', counters: many }
  assert.equal((await post(report)).status, 204)
  assert.equal((await post({ ...report, counters: [] })).status, 400)
  assert.equal((await post({ ...report, counters: [...many, toldCounter()] })).status, 400)
  assert.equal((await post({ ...report, counters: [toldCounter({ used: -1 })] })).status, 400)
  assert.equal((await post(report, 'Bearer nobody')).status, 401)
  assert.deepEqual(noted, [[{ ...place, gatewayId: 'gw_1', token }, report]])
})

test('LinkHandler answers a poll with the changes that were missed, and then with nothing', async (t) => {
  const { held, server } = await start(t, [settings])
  held.apply({ upserts: applications(2, 'alice'), deletes: [] }, 2)
  const poll = async (after: number) => {
    const headers = { authorization: `Bearer ${token}` }
    const text = await (await fetch(`${server.url}/internal/v1/changes?after=${after}`, { headers })).text()
    return messages(text.split('\n')).map(({ type }) => type)
  }
  assert.deepEqual(await poll(1), ['begin', 'upsert', 'upsert', 'commit'])
  assert.deepEqual(await poll(2), [])
  assert.deepEqual(await poll(0), ['begin', 'upsert', 'upsert', 'upsert', 'commit'])
})

test('LinkHandler.recheck ends the stream of a gateway whose token no longer works, and only then', async (t) => {
  let answer: 'known' | 'unknown' | 'away' = 'known'
  const gateways: GatewayRegistry = {
    ...knownGateway,
    identify: async (shown) => {
      if (answer === 'away') throw new StoreUnavailable('away')
      return answer === 'known' ? await knownGateway.identify(shown) : undefined
    },
  }
  const { link, url } = await start(t, [settings], { gateways })
  const follower = await follow(url)
  await until('the base is there', () => follower.lines.length === 3)
  for (const state of ['known', 'away'] as const) {
    answer = state
    await link.recheck()
    assert.equal(follower.ended, false, state)
  }
  answer = 'unknown'
  await link.recheck()
  await until('it ended', () => follower.ended)
})

test('LinkHandler bounds the number of subscribers, and forgets those who leave', async (t) => {
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

test('LinkHandler keeps a quiet stream alive with empty lines', async (t) => {
  const { url } = await start(t, [settings], { keepAliveMs: 20 })
  const { lines } = await follow(url)
  await until('empty lines come', () => lines.filter((line) => line === '').length >= 2)
  assert.equal(messages(lines).length, 3)
})

test('LinkHandler brings a large base whole, in small pieces', async (t) => {
  const { url } = await start(t, [settings, ...applications(50_000, 'x'.repeat(100))])
  const { lines } = await follow(url)
  await until('everything is there', () => lines.length === 50_003, 20_000)
  assert.deepEqual(messages(lines.slice(-1)), [{ type: 'commit', version: 1 }])
})

test('LinkHandler cuts a subscriber that reads nothing; others go on', async (t) => {
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

test('LinkHandler cuts a subscriber for which too many changes wait', async (t) => {
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

test('takes lines of usage files, plain and packed, within their bounds', async (t) => {
  const shipped: Array<readonly string[]> = []
  const gateways: GatewayRegistry = {
    ...knownGateway,
    takeUsage: async (gateway, lines) => {
      assert.equal(gateway.gatewayId, 'gw_1')
      shipped.push(lines)
      return { taken: 1, known: lines.length - 1, passedOver: 0 }
    },
  }
  const { server } = await start(t, [settings], { gateways })
  const post = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/internal/v1/usage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson', ...headers },
      body,
    })
  const packed = { 'content-encoding': 'gzip' }
  const answer = await post('{"id":"a"}\n{"id":"b"}\n')
  assert.deepEqual([answer.status, await answer.json()], [200, { taken: 1, known: 1, passedOver: 0 }])
  assert.equal((await post(gzipSync('{"id":"c"}\n'), packed)).status, 200)
  assert.deepEqual(shipped.splice(0), [['{"id":"a"}', '{"id":"b"}'], ['{"id":"c"}']])
  const tooMany = '{}\n'.repeat(shipmentLinesMax + 1)
  const tooLong = 'x'.repeat(shipmentBytesMax + 1)
  for (const [body, headers] of [
    [tooMany, {}],
    [tooLong, {}],
    [gzipSync(tooLong), packed],
    ['no gzip', packed],
    ['{}', { 'content-encoding': 'zstd' }],
    ['{}', { authorization: 'Bearer another' }],
  ] as const) {
    const { status } = await post(body, headers)
    assert.equal(status, 'authorization' in headers ? 401 : 400)
  }
  assert.deepEqual(shipped, [])
})

test('usage that cannot be kept now is answered with 503', async (t) => {
  const gateways: GatewayRegistry = {
    ...knownGateway,
    takeUsage: () => Promise.reject(new StoreUnavailable('full')),
  }
  const { server } = await start(t, [settings], { gateways })
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await fetch(`${server.url}/internal/v1/usage`, { method: 'POST', headers, body: '{}' })).status, 503)
})
