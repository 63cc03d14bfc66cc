import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { ClientAnswer } from './testing/client.ts'
import { type FullBacklog, startFullBacklog } from './testing/full-backlog.ts'
import {
  beginStream,
  chunk,
  endStream,
  renderHead,
  respond,
  type Script,
  ScriptedUpstream,
  type UpstreamCall,
  writeChunk,
} from './testing/scripted-upstream.ts'
import { chatStream, eventsOf, responsesStream, streaming } from './testing/test-answers.ts'
import { providerKey, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const timeouts = { connectMs: 300, headersMs: 400, idleMs: 400, totalMs: 60_000 }
const stream = responsesStream()
const events = eventsOf(stream)
const mebibyte = 1_048_576
const json = { 'content-type': 'application/json' }
const sse = { 'content-type': 'text/event-stream' }
const echo = `{"error":{"message":"Incorrect API key provided: ${providerKey}. Header was Bearer ${providerKey}","code":"invalid_api_key"}}`

/** Writes these bytes once the request is whole, and then ends the connection in this way. */
function raw(bytes: string | Buffer, ending: 'keep' | 'close' | 'reset' = 'keep'): Script {
  return async (call) => {
    await call.body
    call.socket.write(bytes)
    await sleep(10)
    finish(call, ending)
  }
}

function finish({ socket }: UpstreamCall, ending: 'keep' | 'close' | 'reset'): void {
  if (ending === 'close') socket.end()
  if (ending === 'reset') socket.resetAndDestroy()
}

function head(status: number, headers: Readonly<Record<string, string>>): string {
  return renderHead(status, headers).toString('latin1')
}

interface Fault {
  readonly name: string
  readonly script: Script
  /** Status for other clients and for Codex. */
  readonly expect: readonly [other: number, codex: number]
  readonly code: string
}

/** Faults in front of the first byte of a stream, or anywhere in a plain answer: the client gets one clear error. */
const faults: readonly Fault[] = [
  {
    name: 'never answers',
    script: async (call) => void (await call.body),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  {
    name: 'sends its head a byte at a time',
    script: (call) => trickle(call, head(200, { ...json, 'content-length': '2', 'x-long': 'x'.repeat(100) })),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  { name: 'closes before its head', script: raw('', 'close'), expect: [502, 502], code: 'provider_unreachable' },
  { name: 'resets before its head', script: raw('', 'reset'), expect: [502, 502], code: 'provider_unreachable' },
  {
    name: 'closes in its head',
    script: raw('HTTP/1.1 200 OK\r\ncontent-ty', 'close'),
    expect: [502, 502],
    code: 'provider_unreachable',
  },
  {
    name: 'resets in its head',
    script: raw('HTTP/1.1 200 OK\r\ncontent-ty', 'reset'),
    expect: [502, 502],
    code: 'provider_unreachable',
  },
  {
    name: 'closes in its body',
    script: raw(`${head(200, { ...json, 'content-length': '50' })}{"status":`, 'close'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'resets in its body',
    script: raw(`${head(200, { ...json, 'content-length': '50' })}{"status":`, 'reset'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'stalls in its body',
    script: raw(`${head(200, { ...json, 'content-length': '50' })}{"status":`),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  {
    name: 'stalls behind its head',
    script: raw(head(200, { ...json, 'content-length': '50' })),
    expect: [504, 504],
    code: 'provider_timeout',
  },
  {
    name: 'closes in a chunk',
    script: raw(`${head(200, { ...json, 'transfer-encoding': 'chunked' })}20\r\n{"status":`, 'close'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'leaves out its last chunk',
    script: raw(`${head(200, { ...json, 'transfer-encoding': 'chunked' })}2\r\n{}\r\n`, 'close'),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'sends a chunk size that is none',
    script: raw(`${head(200, { ...json, 'transfer-encoding': 'chunked' })}zz\r\n{}\r\n0\r\n\r\n`),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'speaks another protocol',
    script: raw('SSH-2.0-OpenSSH_9.2\r\n', 'keep'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends garbage',
    script: raw(Buffer.from('00ff13371337deadbeef'.repeat(20), 'hex')),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends two lengths',
    script: raw(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\n{}`,
    ),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'sends a length and chunks',
    script: raw(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ),
    expect: [502, 502],
    code: 'provider_stream_cut',
  },
  {
    name: 'sends a length that is no number',
    script: raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: -2\r\n\r\n{}'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends a NUL in a header',
    script: raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx: a\0b\r\ncontent-length: 2\r\n\r\n{}'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'sends a head of 100 KiB',
    script: raw(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\ncontent-length: 2\r\n\r\n{}`),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'switches protocols',
    script: raw('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    expect: [502, 502],
    code: 'provider_unreachable',
  },
  {
    name: 'answers with HTML',
    script: (call) => respond(call, { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with text',
    script: (call) => respond(call, { headers: { 'content-type': 'text/plain' }, body: 'OK' }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with nothing',
    script: raw('HTTP/1.1 204 No Content\r\n\r\n'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'redirects',
    script: (call) => respond(call, { status: 307, headers: { location: 'http://127.0.0.1:1/' } }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers that nothing has changed',
    script: raw('HTTP/1.1 304 Not Modified\r\n\r\n'),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'compresses',
    script: (call) =>
      respond(call, { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"status":"completed"}') }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'says that it compresses',
    script: (call) => respond(call, { headers: { 'content-encoding': 'br' }, body: '{}' }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'compresses a stream',
    script: (call) => respond(call, { headers: { ...sse, 'content-encoding': 'gzip' }, body: gzipSync(stream) }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'compresses an error',
    script: (call) => respond(call, { status: 500, headers: { 'content-encoding': 'gzip' }, body: gzipSync('{}') }),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'refuses our key and repeats it',
    script: (call) =>
      respond(call, { status: 401, body: echo, headers: { 'www-authenticate': `Bearer ${providerKey}` } }),
    expect: [502, 400],
    code: 'provider_credential_refused',
  },
  {
    name: 'forbids our key and repeats it',
    script: (call) => respond(call, { status: 403, body: echo }),
    expect: [502, 400],
    code: 'provider_credential_refused',
  },
  {
    name: 'answers with more than 32 MiB',
    script: streamJson(33 * mebibyte, 200),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
  {
    name: 'answers with an error of more than 1 MiB',
    script: streamJson(2 * mebibyte, 500),
    expect: [502, 400],
    code: 'provider_unreadable',
  },
]

/** Faults within a stream: the client gets what came, and then the dialect's own failure. */
const streamFaults: ReadonlyArray<{ name: string; script: Script; passed: Buffer; message: RegExp }> = [
  {
    name: 'closes between two events',
    script: streamThen(events.slice(0, 5), 'close'),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /broke off/,
  },
  {
    name: 'resets between two events',
    script: streamThen(events.slice(0, 5), 'reset'),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /broke off/,
  },
  {
    name: 'ends in good order before its terminal event',
    script: streaming(events.slice(0, 5)),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /broke off/,
  },
  {
    name: 'closes within an event',
    script: streamThen([stream.subarray(0, 1_500)], 'close'),
    passed: events[0] ?? stream,
    message: /broke off/,
  },
  {
    name: 'closes within the terminal event',
    script: streamThen([stream.subarray(0, -3)], 'close'),
    passed: Buffer.concat(events.slice(0, -1)),
    message: /broke off/,
  },
  { name: 'says nothing behind its head', script: streamThen([], 'keep'), passed: Buffer.alloc(0), message: /in time/ },
  {
    name: 'falls silent between two events',
    script: streamThen(events.slice(0, 5), 'keep'),
    passed: Buffer.concat(events.slice(0, 5)),
    message: /in time/,
  },
  {
    name: 'falls silent within an event',
    script: streamThen([stream.subarray(0, 1_500)], 'keep'),
    passed: events[0] ?? stream,
    message: /in time/,
  },
  { name: 'ends at once', script: streaming([]), passed: Buffer.alloc(0), message: /broke off/ },
  {
    name: 'sends a broken chunk',
    script: async (call) => {
      await streamThen(events.slice(0, 2), 'keep')(call)
      call.socket.write('zz\r\n')
    },
    passed: Buffer.concat(events.slice(0, 2)),
    message: /could not be read|broke off/,
  },
  {
    name: 'sends garbage for events',
    script: streaming([gzipSync(stream)]),
    passed: Buffer.alloc(0),
    message: /broke off/,
  },
]

describe('startGateway: providers that fail', () => {
  let tollgate: TestGateway
  let elsewhere: ScriptedUpstream
  let backlog: FullBacklog
  let closedPort: number

  before(async () => {
    elsewhere = await ScriptedUpstream.start()
    backlog = await startFullBacklog()
    closedPort = await findClosedPort()
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url, {}, { timeouts }),
        testApi(`http://127.0.0.1:${closedPort}`, { name: 'refused' }, { timeouts }),
        testApi(backlog.url, { name: 'full' }, { timeouts }),
        testApi('http://no-such-host.invalid', { name: 'nohost' }, { timeouts }),
        testApi(url.replace('http:', 'https:'), { name: 'notls' }, { timeouts }),
      ],
    })
  })

  beforeEach(() => {
    tollgate.upstream.problems.length = 0
  })

  after(async () => {
    await tollgate[Symbol.asyncDispose]()
    await elsewhere[Symbol.asyncDispose]()
    await backlog[Symbol.asyncDispose]()
  })

  const post = (originator: string, api = 'openai') =>
    tollgate.call({ path: `/${api}/1.0/responses`, body: '{"model":"m","stream":true}', headers: { originator } })

  /** What holds for every failed call: nothing of ours or of the provider's whereabouts at the client, one record. */
  function assertFailed(answer: ClientAnswer): UsageRecord {
    const all = `${answer.text}${JSON.stringify(answer.rawHeaders)}`
    assert.ok(!all.includes(providerKey), 'the provider’s key reached the client')
    assert.doesNotMatch(all, /127\.0\.0\.1|ECONN|UND_ERR|HPE_|no-such-host/)
    const [record, ...others] = tollgate.records().filter(({ id }) => id === answer.headers['x-request-id'])
    assert.ok(record)
    assert.equal(others.length, 0)
    assert.equal(record.attempts.length, 1)
    assert.notEqual(record.attempts[0]?.failure, null)
    return record
  }

  async function assertNextIsClean(): Promise<void> {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed","mine":true}' })
    assert.equal((await post('other')).text, '{"status":"completed","mine":true}')
  }

  for (const { name, script, expect, code } of faults) {
    it(`one that ${name} becomes one clear error`, async () => {
      tollgate.upstream.script = script
      const started = performance.now()
      const answers = await Promise.all(['other', 'codex_exec'].map((originator) => post(originator)))
      assert.ok(performance.now() - started < 2_500, `${performance.now() - started} ms`)
      for (const [index, answer] of answers.entries()) {
        assert.equal(answer.status, expect[index], answer.text)
        const { error } = answer.json() as { error: { code: string; message: string } }
        assert.equal(error.code, answer.status === 400 ? 'invalid_prompt' : code)
        assert.match(error.message, /^[A-Z][^{}<>]+\.$/)
        const { outcome, refusal, usage } = assertFailed(answer)
        assert.deepEqual([outcome, refusal?.code, usage.source], ['failed', code, 'none'])
      }
      await assertNextIsClean()
    })
  }

  for (const { name, script, passed, message } of streamFaults) {
    it(`a stream that ${name} ends with the dialect’s failure`, async () => {
      tollgate.upstream.script = script
      const answer = await post('codex_exec')
      assert.equal(answer.status, 200)
      assert.ok(answer.body.subarray(0, passed.length).equals(passed))
      const [last, ...others] = eventsOf(answer.body.subarray(passed.length))
      assert.equal(others.length, 0, answer.text)
      const failed = JSON.parse(String(last).replace(/^event: response\.failed\ndata: /, ''))
      assert.equal(failed.type, 'response.failed')
      assert.equal(failed.response.error.code, 'server_error')
      assert.match(failed.response.error.message, message)
      const { outcome, usage } = assertFailed(answer)
      assert.deepEqual([outcome, usage.source], ['failed', 'estimate'])
      await assertNextIsClean()
    })
  }

  const unreachable: ReadonlyArray<readonly [api: string, name: string]> = [
    ['refused', 'refuses the connection'],
    ['full', 'takes no connection'],
    ['nohost', 'has a name that nobody knows'],
    ['notls', 'does not speak TLS where it should'],
  ]
  for (const [api, name] of unreachable) {
    it(`one that ${name} is unreachable`, async () => {
      const started = performance.now()
      const answer = await post('other', api)
      assert.ok(performance.now() - started < 2_500)
      assert.equal(answer.status, 502)
      assert.equal(assertFailed(answer).refusal?.code, 'provider_unreachable')
    })
  }

  it('a stream that falls silent behind its terminal event ends in good order', async () => {
    const before = tollgate.records().length
    tollgate.upstream.script = streamThen([stream], 'keep')
    const answer = await post('codex_exec')
    assert.ok(answer.body.equals(stream))
    const [record, ...others] = tollgate.records().slice(before)
    assert.deepEqual([record?.outcome, record?.usage.outputTokens, others.length], ['answered', 14, 0])
  })

  it('a stream that breaks behind its terminal event ends in good order', async () => {
    for (const ending of ['close', 'reset'] as const) {
      tollgate.upstream.script = streamThen([stream], ending)
      assert.ok((await post('codex_exec')).body.equals(stream))
    }
  })

  it('a stream with an event that never ends is cut at the bound', async () => {
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, events[0] ?? '')
      const piece = chunk(Buffer.alloc(mebibyte, 'x'))
      for (let count = 0; count < 40 && !call.socket.destroyed; count++) {
        if (!call.socket.write(piece))
          await new Promise((resolve) => call.socket.once('drain', resolve).once('close', resolve))
      }
    }
    const answer = await post('codex_exec')
    assert.ok(answer.body.length < 10_000)
    assert.match(answer.text, /event: response\.failed/)
    assert.equal(tollgate.records().at(-1)?.refusal?.code, 'provider_unreadable')
  })

  it('a chat stream that is cut ends with an error and [DONE], which its clients read', async () => {
    const cut = chatStream('with-usage').subarray(0, 700)
    tollgate.upstream.script = streamThen([cut], 'close')
    const answer = await tollgate.call({ path: '/openai/1.0/chat/completions', body: '{"model":"m","stream":true}' })
    const tail = eventsOf(answer.body).slice(-2).map(String)
    assert.match(tail[0] ?? '', /^data: \{"error":\{"message":"The provider broke off/)
    assert.equal(tail[1], 'data: [DONE]\n\n')
  })

  describe('with errors that are the client’s business', () => {
    const passing: ReadonlyArray<readonly [status: number, headers: Record<string, string>, body: string]> = [
      [400, {}, '{"error":{"message":"Unknown parameter.","code":"unknown_parameter"}}'],
      [429, { 'retry-after': '3' }, '{"error":{"message":"Slow down.","type":"rate_limit_exceeded"}}'],
      [500, {}, '{"error":{"message":"The server had an error."}}'],
      [502, { 'content-type': 'text/html' }, '<html>bad gateway</html>'],
      [503, { 'retry-after': '7' }, '{"error":{"code":"server_is_overloaded"}}'],
      [529, {}, '{"error":{"message":"Overloaded."}}'],
    ]
    for (const [status, headers, body] of passing) {
      it(`${status} goes on as it is`, async () => {
        tollgate.upstream.script = (call) => respond(call, { status, headers, body })
        for (const originator of ['other', 'codex_exec']) {
          const before = tollgate.records().length
          const answer = await post(originator)
          assert.equal(answer.status, status)
          assert.equal(answer.text, body)
          assert.equal(answer.headers['retry-after'], headers['retry-after'])
          const records = tollgate.records().slice(before)
          assert.deepEqual(
            records.map(({ outcome, status: noted, usage }) => [outcome, noted, usage.source]),
            [['failed', status, 'none']],
          )
        }
      })
    }

    it('404 and 422 are told to Codex in one sentence, and to others as they are', async () => {
      for (const status of [404, 422]) {
        tollgate.upstream.script = (call) => respond(call, { status, body: '{"error":{"message":"No such thing."}}' })
        assert.equal((await post('other')).status, status)
        const answer = await post('codex_exec')
        assert.deepEqual(
          [answer.status, (answer.json() as { error: { message: string } }).error.message],
          [400, 'No such thing.'],
        )
      }
    })

    it('429 with a long wait is told to Codex with its end', async () => {
      tollgate.upstream.script = (call) =>
        respond(call, { status: 429, headers: { 'retry-after': '3600' }, body: '{"error":{"message":"Slow down."}}' })
      const answer = await post('codex_exec')
      assert.equal((answer.json() as { error: { type: string } }).error.type, 'usage_limit_reached')
      assert.match(String(answer.headers['x-codex-promo-message']), /Slow down/)
      assert.equal((await post('other')).headers['retry-after'], '3600')
    })

    it('never carry our credential, in their body or in their headers', async () => {
      for (const status of [400, 404, 429, 500]) {
        tollgate.upstream.script = (call) =>
          respond(call, { status, body: echo, headers: { 'x-debug-authorization': `Bearer ${providerKey}` } })
        for (const originator of ['other', 'codex_exec']) {
          const answer = await post(originator)
          assert.ok(
            !`${answer.text}${JSON.stringify(answer.rawHeaders)}`.includes(providerKey),
            `${status} ${originator}`,
          )
        }
      }
    })
  })

  describe('in ways that do no harm', () => {
    it('informational answers are passed over', async () => {
      tollgate.upstream.script = async (call) => {
        await call.body
        call.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n')
        call.socket.write('HTTP/1.1 102 Processing\r\n\r\n')
        await respond(call, { body: '{"status":"completed"}' })
      }
      const answer = await post('other')
      assert.deepEqual([answer.status, answer.text, answer.headers.link], [200, '{"status":"completed"}', undefined])
    })

    it('a second answer that nobody asked for is given to nobody', async () => {
      for (let round = 0; round < 20; round++) {
        tollgate.upstream.script = raw(
          `${head(200, { ...json, 'content-length': '2' })}{}${head(200, { ...json, 'content-length': '12' })}{"evil":true}`,
        )
        await post('other')
        await assertNextIsClean()
      }
    })

    it('an answer that is longer than it says is cut, and its rest is given to nobody', async () => {
      for (let round = 0; round < 20; round++) {
        tollgate.upstream.script = raw(
          `${head(200, { ...json, 'content-length': '22' })}{"status":"completed"}{"evil":true}`,
        )
        assert.equal((await post('other')).text, '{"status":"completed"}')
        await assertNextIsClean()
      }
    })

    it('a connection that the provider closes while it is idle is not used again', async () => {
      for (let round = 0; round < 20; round++) {
        await assertNextIsClean()
        tollgate.upstream.last.socket.destroy()
        await sleep(5)
      }
      await assertNextIsClean()
    })

    it('bytes that are no UTF-8, a hundred thousand empty events and comments pass as they are', async () => {
      const bytes = Buffer.concat([
        Buffer.from('data: {"type":"x","delta":"\xff\xfe"}\n\n', 'latin1'),
        Buffer.from('\n\n: c\n\n'.repeat(100_000)),
        stream,
      ])
      tollgate.upstream.script = streaming([bytes])
      assert.ok((await post('codex_exec')).body.equals(bytes))
    })

    it('a redirect is not followed', async () => {
      tollgate.upstream.script = (call) =>
        respond(call, { status: 302, headers: { location: `${elsewhere.url}/steal` } })
      const answer = await post('other')
      assert.equal(answer.status, 502)
      assert.equal(answer.headers.location, undefined)
      assert.equal(elsewhere.calls.length, 0)
    })
  })
})

async function trickle(call: UpstreamCall, text: string): Promise<void> {
  await call.body
  for (const byte of text) {
    if (call.socket.destroyed) return
    call.socket.write(byte)
    await sleep(20)
  }
}

function streamThen(pieces: readonly Buffer[], ending: 'keep' | 'close' | 'reset'): Script {
  return async (call) => {
    await beginStream(call)
    for (const piece of pieces) writeChunk(call, piece)
    await sleep(20)
    finish(call, ending)
  }
}

function streamJson(size: number, status: number): Script {
  return async (call) => {
    await call.body
    call.socket.write(renderHead(status, { ...json, 'transfer-encoding': 'chunked' }))
    const piece = Buffer.alloc(mebibyte, 'x')
    for (let sent = 0; sent < size && !call.socket.destroyed; sent += piece.length) {
      if (!writeChunk(call, piece))
        await new Promise((resolve) => call.socket.once('drain', resolve).once('close', resolve))
    }
    if (!call.socket.destroyed) endStream(call)
  }
}

async function findClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 1
}
