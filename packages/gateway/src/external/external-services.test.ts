import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { beginStream, respond, type Script, ScriptedUpstream, writeChunk } from '../testing/scripted-upstream.ts'
import { until } from '../testing/until.ts'
import { ExternalClient, type ServiceCall, type ServiceCallReport, type ServiceTarget } from './external-services.ts'
import { UndiciOutbound } from './undici-outbound.ts'

const never = new AbortController().signal
const text = 'planted-text-of-a-user'
const secret = 'planted-secret-of-a-service'
const answering: Script = (call) => respond(call, { body: '{"ok":true}' })
const failing: Script = (call) => respond(call, { status: 500, body: `trouble with ${text}` })

describe('ExternalClient', () => {
  test('posts JSON, and gives the JSON of the answer', async () => {
    await using at = await asking(answering)
    assert.deepEqual(await at.post(), { ok: true })
    assert.equal(at.service.last.request.headers['content-type'], 'application/json')
    assert.equal((await at.service.last.body).toString(), JSON.stringify({ text }))
    assert.deepEqual(
      at.reports.map(({ ms: _, ...report }) => report),
      [{ service: at.service.url, outcome: 'answered', status: 200, texts: 1 }],
    )
  })

  for (const [what, kind, script] of [
    ['500', 'status', failing],
    ['400 that repeats the text', 'status', (call) => respond(call, { status: 400, body: text })],
    ['a redirect', 'status', (call) => respond(call, { status: 302, headers: { location: 'http://127.0.0.1/' } })],
    ['no JSON', 'unreadable', (call) => respond(call, { body: `<html>${text}` })],
    ['JSON that breaks in the middle', 'unreadable', (call) => respond(call, { body: `{"text":"${text}` })],
    ['bytes that are no UTF-8', 'unreadable', (call) => respond(call, { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) })],
    ['nothing', 'unreadable', (call) => respond(call, { body: '' })],
    ['far too much', 'too-large', (call) => respond(call, { body: 'x'.repeat(1_200_000) })],
    ['nothing at all, in time', 'timeout', () => {}],
    [
      'only its beginning, in time',
      'timeout',
      async (call) => {
        await beginStream(call)
        writeChunk(call, '{')
      },
    ],
    ['a connection that it closes', 'unreachable', (call) => void call.socket.destroy()],
  ] as ReadonlyArray<readonly [string, string, Script]>)
    test(`fails where the service answers with ${what}, and no text gets into the failure or the log`, async () => {
      await using at = await asking(script, { timeoutMs: 200 })
      await assert.rejects(at.post(), (error: Error) => {
        assert.equal('kind' in error && error.kind, kind)
        assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /planted/)
        assert.equal(error.cause, undefined)
        return true
      })
      assert.equal(at.reports[0]?.outcome, kind)
      assert.doesNotMatch(JSON.stringify(at.reports), /planted/)
    })

  test('gives a call up with its exchange, which says nothing about the service', async () => {
    await using at = await asking(() => {})
    for (let round = 1; round <= 6; round++) {
      const exchange = new AbortController()
      const answer = at.post(exchange.signal)
      answer.catch(() => {})
      await until('the call', () => at.service.calls.length === round)
      exchange.abort()
      await assert.rejects(answer, { kind: 'cancelled' })
      await at.service.last.closed
    }
    assert.deepEqual(at.breaker, [])
  })
})

describe('the breaker of a service', () => {
  test('opens after five failures, lets one call try, and closes when that is answered', async () => {
    await using at = await asking(failing)
    for (let time = 0; time < 5; time++) await assert.rejects(at.post(), { kind: 'status' })
    await assert.rejects(at.post(), { kind: 'breaker-open' })
    assert.equal(at.service.calls.length, 5)
    at.clock.now += 10_000
    await assert.rejects(at.post(), { kind: 'status' })
    await assert.rejects(at.post(), { kind: 'breaker-open' })
    assert.equal(at.service.calls.length, 6)
    at.clock.now += 10_000
    at.service.script = answering
    assert.deepEqual(await at.post(), { ok: true })
    assert.deepEqual(await at.post(), { ok: true })
    assert.deepEqual(at.breaker, ['opened', 'closed'])
  })

  test('is one for all who call the same URL, and no one else', async () => {
    await using at = await asking(failing)
    for (let time = 0; time < 5; time++) await assert.rejects(at.post())
    at.service.script = answering
    await assert.rejects(at.post(never, { timeoutMs: 4_000 }), { kind: 'breaker-open' })
    assert.deepEqual(await at.post(never, { url: `${at.service.url}/other` }), { ok: true })
  })

  for (const status of [401, 403, 429, 503])
    test(`takes ${status} for trouble of the service`, async () => {
      await using at = await asking((call) => respond(call, { status }))
      for (let time = 0; time < 5; time++) await assert.rejects(at.post(), { kind: 'status', status })
      await assert.rejects(at.post(), { kind: 'breaker-open' })
    })

  for (const status of [400, 413, 422])
    test(`takes ${status} for trouble of one text, so that nobody can open it for the others`, async () => {
      await using at = await asking((call) => respond(call, { status }))
      for (let time = 0; time < 8; time++) await assert.rejects(at.post(), { kind: 'status', status })
    })
})

describe('the secret of a service', () => {
  test('goes into the headers of its own origin', async () => {
    await using at = await asking(answering)
    at.secrets.set('key', { origin: at.service.url, secret })
    await at.post(never, { secret: 'key' })
    assert.equal(at.service.last.request.headers.authorization, `Bearer ${secret}`)
    assert.doesNotMatch(JSON.stringify(at.reports), /planted/)
  })

  test('is taken anew for every call, so that it can be replaced', async () => {
    await using at = await asking(answering)
    for (const value of ['one', 'two']) {
      at.secrets.set('key', { origin: at.service.url, secret: value })
      await at.post(never, { secret: 'key' })
      assert.equal(at.service.last.request.headers.authorization, `Bearer ${value}`)
    }
  })

  test('goes nowhere else, whatever URL a publisher writes', async () => {
    await using at = await asking(answering)
    at.secrets.set('key', { origin: 'https://api.openai.com', secret })
    await assert.rejects(at.post(never, { secret: 'key' }), (error: Error) => {
      assert.equal(error.message, "The service secret 'key' is for https://api.openai.com only.")
      return true
    })
    assert.equal(at.service.calls.length, 0)
  })

  test('is missed by name', async () => {
    await using at = await asking(answering)
    await assert.rejects(at.post(never, { secret: 'key' }), {
      kind: 'secret',
      message: "This gateway has no service secret 'key'.",
    })
    assert.equal(at.service.calls.length, 0)
  })
})

async function asking(script: Script, preset: Partial<ServiceTarget> = {}) {
  const service = await ScriptedUpstream.start(script)
  const outbound = new UndiciOutbound({ allowPrivate: true })
  const reports: ServiceCallReport[] = []
  const breaker: string[] = []
  const secrets = new Map<string, { origin: string; secret: string }>()
  const clock = { now: 1_000_000 }
  const log = {
    called: (report: ServiceCallReport) => reports.push(report),
    breakerOpened: () => breaker.push('opened'),
    breakerClosed: () => breaker.push('closed'),
  }
  const client = new ExternalClient({
    outbound,
    secrets: { find: (name) => secrets.get(name) },
    log,
    now: () => clock.now,
  })
  const post = (signal = never, changes: Partial<ServiceTarget> = {}) => {
    const target = {
      url: `${service.url}/`,
      timeoutMs: 5_000,
      trustedCertificates: null,
      secret: null,
      ...preset,
      ...changes,
    }
    const headers: ServiceCall['headers'] = (key) => (key === null ? {} : { authorization: `Bearer ${key}` })
    return client.post({ target, headers, body: JSON.stringify({ text }), texts: 1 }, signal)
  }
  return {
    service,
    reports,
    breaker,
    secrets,
    clock,
    post,
    async [Symbol.asyncDispose]() {
      await outbound.close()
      await service[Symbol.asyncDispose]()
    },
  }
}
