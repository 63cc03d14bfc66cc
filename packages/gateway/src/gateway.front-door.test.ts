import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type CorpusRequest, requestCorpus } from './server/request-head.corpus.ts'
import { RawConnection, rawExchange } from './testing/raw-client.ts'
import { beginStream, endStream, respond, writeChunk } from './testing/scripted-upstream.ts'
import { eventsOf, responsesStream } from './testing/test-answers.ts'
import { clientKey, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const completed = '{"status":"completed"}'
/** What the router, the key and the provider may say to a head that passed. */
const afterTheHead = [200, 401, 404, 405, 426]

describe('startGateway: the front door', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url),
        testApi(url, { name: 'corpus', context: '/openaiapi', version: '2.3.0', keyHeader: 'x-corpus-key' }),
      ],
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) => respond(call, { body: completed })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  describe('meets the corpus of requests', () => {
    for (const hasKey of [false, true]) {
      for (const corpusCase of requestCorpus) {
        const { name, expect } = corpusCase
        it(`${name} → ${expect}, ${hasKey ? 'with' : 'without'} a key`, async () => {
          const calls = tollgate.upstream.calls.length
          const bytes = hasKey ? withKey(corpusCase.bytes) : corpusCase.bytes
          const statuses = await replay(tollgate.port, corpusCase, bytes)
          assert.ok(statuses.length <= 1, `${statuses.length} answers: ${statuses}`)
          assertExpected(corpusCase, statuses[0], bytes.includes(clientKey))
          assert.ok(tollgate.upstream.calls.length - calls <= 1, 'more than one call to the provider')
          if (!hasKey) assert.equal(tollgate.upstream.calls.length, calls, 'a call without a key reached the provider')
        })
      }
    }

    it('and serves on', async () => {
      assert.equal((await tollgate.call({ path: responsesPath, body: '{}' })).text, completed)
      assert.deepEqual(tollgate.upstream.problems, [])
    })
  })

  it('answers bytes that are no request with an error in JSON, and closes', async () => {
    for (const bytes of ['\x16\x03\x01\x00\x05', 'nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nhost : x\r\n\r\n']) {
      const { text, statuses } = await rawExchange(tollgate.port, bytes, { halfClose: false })
      assert.deepEqual(statuses, [400])
      const [head = '', body = ''] = text.split('\r\n\r\n')
      assert.match(head, /content-type: application\/json/)
      assert.match(head, /x-request-id: [0-9a-f-]{28,36}/)
      assert.match(head, /connection: close/)
      assert.equal(JSON.parse(body).error.code, 'malformed_request')
      assert.equal(Number(/content-length: (\d+)/.exec(head)?.[1]), body.length)
    }
  })

  it('closes a connection on which garbage follows a request, without an answer inside the answer', async () => {
    const release = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, eventsOf(responsesStream())[0] ?? '')
      await release.promise
      endStream(call)
    }
    const connection = await RawConnection.open(tollgate.port)
    connection.write(post('{}'))
    await until('the first event', () => connection.text.includes('response.created'))
    connection.write('this is no request\r\n\r\n')
    await connection.waitForClose(2_000)
    assert.deepEqual(connection.statuses, [200])
    release.resolve()
  })

  it('answers requests that come one behind the other in their order, up to the first that is bad', async () => {
    let count = 0
    tollgate.upstream.script = async (call) => {
      const number = count++
      await new Promise((resolve) => setTimeout(resolve, 30 - number * 10))
      await respond(call, { body: JSON.stringify({ status: 'completed', number }) })
    }
    const connection = await RawConnection.open(tollgate.port)
    const bad = 'GET /x/../y HTTP/1.1\r\nhost: localhost\r\n\r\n'
    connection.write([post('{}'), post('{}'), post('{}'), bad, post('{}')].join(''))
    await connection.waitForClose(3_000)
    assert.deepEqual(connection.statuses, [200, 200, 200, 400])
    assert.deepEqual(
      [...connection.text.matchAll(/"number":(\d)/g)].map(([, number]) => number),
      ['0', '1', '2'],
    )
  })

  const upgrades: ReadonlyArray<readonly [path: string, key: string]> = [
    [responsesPath, clientKey],
    [responsesPath, 'wrong'],
    ['/nowhere', clientKey],
  ]
  for (const [path, key] of upgrades) {
    it(`answers a WebSocket upgrade of ${path} with 426 at once, key ${key === clientKey ? 'right' : 'wrong'}`, async () => {
      const lines = [
        'host: localhost',
        'connection: Upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
        `apikey: ${key}`,
      ]
      const started = performance.now()
      const { statuses, text } = await rawExchange(
        tollgate.port,
        [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'),
        { halfClose: false },
      )
      assert.ok(performance.now() - started < 500)
      assert.deepEqual(statuses, [426])
      assert.match(text, /"code":"websocket_off"/)
    })
  }

  it('answers HEAD and GET of an operation that is a POST with 405 and no body, as `codex doctor` asks', async () => {
    const head = await tollgate.call({ method: 'HEAD', path: responsesPath })
    assert.deepEqual([head.status, head.text], [405, ''])
    assert.ok(Number(head.headers['content-length']) > 0)
    assert.equal((await tollgate.call({ method: 'HEAD', path: '/nowhere' })).status, 404)
    assert.equal((await tollgate.call({ method: 'GET', path: responsesPath })).status, 405)
  })

  it('tells its own log whom it refused at the door, without the key', async () => {
    await tollgate.call({ path: responsesPath, headers: { apikey: 'a-wrong-key-that-is-secret' }, body: '{}' })
    const line = tollgate.logLines.findLast((text) => text.includes('invalid_key'))
    assert.match(line ?? '', /"path":"\/openai\/1\.0\/responses"/)
    assert.ok(!tollgate.logLines.join('').includes('a-wrong-key-that-is-secret'))
  })
})

function post(body: string): string {
  return [
    `POST ${responsesPath} HTTP/1.1`,
    'host: localhost',
    `apikey: ${clientKey}`,
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/** The same request with a key that is right, where it has the usual Host line. */
function withKey(bytes: string): string {
  return bytes.replace('Host: gateway.test\r\n', (line) => `${line}x-corpus-key: ${clientKey}\r\n`)
}

/** A good request is waited for; what is broken or cut is followed by the end of what the client sends. */
async function replay(port: number, { expect }: CorpusRequest, bytes: string): Promise<number[]> {
  const connection = await RawConnection.open(port)
  connection.write(bytes)
  if (expect !== 'accepted') connection.socket.end()
  await until('an answer or the end', () => connection.statuses.length > 0 || connection.socket.closed)
  if (expect !== 'accepted') await connection.waitForClose(5_000)
  connection.socket.destroy()
  return connection.statuses
}

function assertExpected({ expect, phase }: CorpusRequest, status: number | undefined, hasKey: boolean): void {
  if (expect === 'closed') assert.equal(status, undefined)
  else if (expect === 'accepted') assert.ok(status !== undefined && afterTheHead.includes(status), String(status))
  // What is wrong with a body is not known to whoever refuses the call before it.
  else if (phase === 'body' && !hasKey)
    assert.ok(status === expect || afterTheHead.includes(status ?? 0), String(status))
  else assert.ok(status === expect || status === undefined, `answered ${status}`)
}
