import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { RawConnection } from './testing/raw-client.ts'
import { attachment } from './testing/rows.ts'
import { renderHead, respond, sha256 } from './testing/scripted-upstream.ts'
import {
  chatPath,
  clientKey,
  responsesPath,
  startTestGateway,
  type TestGateway,
  testApi,
} from './testing/test-gateway.ts'
import { until, within } from './testing/until.ts'

const mebibyte = 1_048_576
const bodyBytesMax = 32 * mebibyte
/** Repeats at a length that no buffer has, so that pieces in a wrong order are noticed. */
const pattern = Array.from({ length: 251 }, (_, index) => String.fromCharCode(97 + ((index * index) % 26))).join('')

describe('startGateway: request bodies', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url),
        testApi(url, {
          name: 'decorated',
          policies: [attachment('prompt-decorator', { config: { text: 'Be brief.' } })],
        }),
      ],
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) =>
      respond(call, { body: '{"status":"completed","usage":{"input_tokens":3,"output_tokens":1}}' })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  describe('that nobody reads', () => {
    const sizes = [2, 1_000, 65_536, 65_537, mebibyte, bodyBytesMax]
    for (const size of sizes) {
      it(`pass with their length and byte by byte the same: ${size} bytes`, async () => {
        const body = bodyOf(size)
        const before = tollgate.records().length
        const answer = await tollgate.call({ path: responsesPath, body })
        assert.equal(answer.status, 200)
        const { request, body: received } = tollgate.upstream.last
        assert.equal(sha256(await received), sha256(body))
        assert.equal(request.headers['content-length'], String(size))
        assert.equal(request.headers['transfer-encoding'], undefined)
        assert.equal(tollgate.records()[before]?.requestBytes, size)
      })
    }

    for (const size of [10, mebibyte, bodyBytesMax]) {
      it(`pass in chunks: ${size} bytes`, async () => {
        const body = bodyOf(size)
        const before = tollgate.records().length
        const answer = await tollgate.call({ path: responsesPath, chunks: cut(body) })
        assert.equal(answer.status, 200)
        const { request, body: received } = tollgate.upstream.last
        assert.equal(sha256(await received), sha256(body))
        if (size > 65_536) assert.equal(request.headers['transfer-encoding'], 'chunked')
        assert.equal(tollgate.records()[before]?.requestBytes, size)
      })
    }

    it('pass while they still come: the provider has the beginning before the client has sent the end', async () => {
      const release = Promise.withResolvers<void>()
      tollgate.upstream.script = async (call) => {
        call.request.once('data', () => release.resolve())
        await respond(call, { body: '{"status":"completed"}' })
      }
      const body = bodyOf(200_000)
      async function* halves() {
        yield body.subarray(0, 100_000)
        await release.promise
        yield body.subarray(100_000)
      }
      const answer = await within('the answer', tollgate.call({ path: responsesPath, chunks: halves() }), 5_000)
      assert.equal(answer.status, 200)
      assert.equal(sha256(await tollgate.upstream.last.body), sha256(body))
    })

    it('tell the model and the stream by their first members, however they come', async () => {
      const json = (size: number) => JSON.stringify({ model: 'gpt-5.4', stream: true, input: 'x'.repeat(size) })
      for (const call of [{ body: json(10) }, { body: json(100_000) }, { chunks: cut(Buffer.from(json(100_000))) }]) {
        const before = tollgate.records().length
        await tollgate.call({ path: responsesPath, ...call })
        assert.equal(tollgate.records()[before]?.model.asked, 'gpt-5.4')
        assert.equal(tollgate.records()[before]?.stream, true)
      }
    })

    it('keep their encoding, and are not decoded', async () => {
      const body = zstdCompressSync(bodyOf(100_000))
      const answer = await tollgate.call({ path: responsesPath, body, headers: { 'content-encoding': 'zstd' } })
      assert.equal(answer.status, 200)
      const { request, body: received } = tollgate.upstream.last
      assert.ok((await received).equals(body))
      assert.equal(request.headers['content-encoding'], 'zstd')
    })

    it('may be no JSON, or nothing', async () => {
      for (const body of ['', 'not json', '\x00\xff']) {
        assert.equal((await tollgate.call({ path: responsesPath, body: Buffer.from(body, 'latin1') })).status, 200)
        assert.equal((await tollgate.upstream.last.body).toString('latin1'), body)
      }
    })
  })

  describe('that are too large', () => {
    const codes = [
      ['other', 413, 'body_too_large'],
      ['codex_exec', 400, 'invalid_prompt'],
    ] as const
    for (const [originator, status, code] of codes) {
      for (const path of [responsesPath, chatPath]) {
        it(`are refused by their length, before they come: ${path} for ${originator}`, async () => {
          const calls = tollgate.upstream.calls.length
          const connection = await RawConnection.open(tollgate.port)
          connection.write(headOf(path, [`originator: ${originator}`, `content-length: ${bodyBytesMax + 1}`]))
          await until('the refusal', () => connection.text.includes('"}}'))
          assert.deepEqual(connection.statuses, [status])
          assert.match(connection.text, new RegExp(`32 MiB.*"${code}"`))
          assert.equal(tollgate.upstream.calls.length, calls)
          connection.socket.destroy()
        })

        it(`are refused when they have grown too large: ${path} for ${originator}`, async () => {
          const calls = tollgate.upstream.calls.length
          const before = tollgate.records().length
          const answer = await tollgate.call({
            path,
            headers: { originator },
            chunks: cut(bodyOf(bodyBytesMax + mebibyte)),
          })
          assert.equal(answer.status, status)
          assert.equal((answer.json() as { error: { code: string } }).error.code, code)
          const [record, ...others] = (await tollgate.recordCount(before + 1)).slice(before)
          assert.deepEqual(
            [record?.outcome, record?.refusal?.code, record?.usage.source],
            ['refused', 'body_too_large', 'none'],
          )
          assert.equal(others.length, 0)
          for (const call of tollgate.upstream.calls.slice(calls)) {
            await assert.rejects(call.body, 'the provider took it for a whole request')
            await within('the provider’s connection to be closed', call.closed, 1_000)
          }
        })
      }
    }

    it('leave a connection that is closed, or that takes the next request', async () => {
      for (const path of [responsesPath, chatPath]) {
        const connection = await RawConnection.open(tollgate.port)
        connection.write(headOf(path, ['transfer-encoding: chunked']))
        const piece = 'x'.repeat(mebibyte)
        const isWaiting = () => connection.statuses.length === 0 && !connection.socket.closed
        for (let sent = 0; sent < 40 && isWaiting(); sent++) {
          connection.write(`${mebibyte.toString(16)}\r\n${piece}\r\n`)
          await sleep(5)
        }
        await until('the refusal', () => !isWaiting())
        connection.write(`0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n`)
        await until(
          'the end or the next answer',
          () => connection.socket.closed || connection.text.includes('configVersion'),
        )
        connection.socket.destroy()
      }
    })
  })

  describe('that are read', () => {
    const encodings: ReadonlyArray<readonly [name: string, encode: (bytes: Buffer) => Buffer]> = [
      ['zstd', zstdCompressSync],
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
      ['identity', (bytes) => bytes],
    ]
    for (const [name, encode] of encodings) {
      it(`are decoded from ${name}, and go out plain`, async () => {
        const json = {
          model: 'm',
          stream: true,
          messages: [
            { role: 'user', content: Array.from({ length: 20_000 }, (_, index) => `grüße ${index * 7_919}`).join() },
          ],
        }
        const body = encode(Buffer.from(JSON.stringify(json)))
        const answer = await tollgate.call({ path: chatPath, body, headers: { 'content-encoding': name } })
        assert.equal(answer.status, 200)
        const { request, body: received } = tollgate.upstream.last
        assert.deepEqual(JSON.parse(String(await received)), { ...json, stream_options: { include_usage: true } })
        assert.equal(request.headers['content-encoding'], undefined)
        assert.equal(request.headers['content-length'], String((await received).length))
      })
    }

    const refused: ReadonlyArray<readonly [name: string, encoding: string, body: Buffer, other: number, code: string]> =
      [
        ['an unknown encoding', 'rot13', Buffer.from('{}'), 415, 'encoding_unsupported'],
        ['two encodings', 'gzip, gzip', gzipSync(gzipSync('{}')), 415, 'encoding_unsupported'],
        ['a lie', 'gzip', Buffer.from('{}'), 400, 'body_unreadable'],
        ['two frames', 'zstd', Buffer.concat([zstdCompressSync('{}'), zstdCompressSync('{}')]), 400, 'body_unreadable'],
        [
          'a frame that is cut',
          'zstd',
          zstdCompressSync(Buffer.alloc(10_000, 'ab')).subarray(0, -5),
          400,
          'body_unreadable',
        ],
        ['a bomb', 'gzip', gzipSync(Buffer.alloc(40 * mebibyte)), 413, 'body_too_large'],
      ]
    for (const [name, encoding, body, other, code] of refused) {
      it(`are refused with ${name}, without a call to the provider`, async () => {
        const calls = tollgate.upstream.calls.length
        for (const [originator, status] of [
          ['other', other],
          ['codex_exec', 400],
        ] as const) {
          const answer = await tollgate.call({
            path: chatPath,
            body,
            headers: { 'content-encoding': encoding, originator },
          })
          assert.equal(answer.status, status)
        }
        assert.equal(tollgate.upstream.calls.length, calls)
        assert.equal(tollgate.records().at(-1)?.refusal?.code, code)
      })
    }

    it('go out as they were inspected, where a policy reads them: the last of two equal keys', async () => {
      const body = gzipSync('{"model":"a","model":"b","input":"hello"}')
      await tollgate.call({ path: '/decorated/1.0/responses', body, headers: { 'content-encoding': 'gzip' } })
      const sent = String(await tollgate.upstream.last.body)
      assert.equal(sent.split('"model"').length - 1, 1)
      assert.deepEqual(JSON.parse(sent).model, 'b')
      assert.match(sent, /Be brief\./)
      assert.equal(tollgate.records().at(-1)?.model.asked, 'b')
    })
  })

  describe('of clients that are slow, careful or gone', () => {
    it('are asked for only where the call is let in', async () => {
      const connection = await RawConnection.open(tollgate.port)
      connection.write(headOf(responsesPath, ['expect: 100-continue', 'content-length: 2'], 'wrong'))
      await until('the refusal', () => connection.text.includes('"}}'))
      assert.match(connection.text, /^HTTP\/1\.1 401 /)
      connection.socket.destroy()
    })

    it('are waited for behind 100 Continue', async () => {
      const connection = await RawConnection.open(tollgate.port)
      connection.write(headOf(responsesPath, ['expect: 100-continue', 'content-length: 2']))
      await until('100 Continue', () => connection.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'))
      assert.deepEqual(connection.statuses, [])
      connection.write('{}')
      await until('the answer', () => connection.text.includes('"completed"'))
      assert.deepEqual(connection.statuses, [200])
      assert.equal(tollgate.upstream.last.request.headers.expect, undefined)
      connection.socket.destroy()
    })

    for (const upload of [{ body: bodyOf(4 * mebibyte) }, { chunks: cut(bodyOf(4 * mebibyte)) }]) {
      it(`get the provider’s answer that comes before it has read them, ${'body' in upload ? 'by length' : 'in chunks'}`, async () => {
        const error = '{"error":{"message":"Slow down.","type":"rate_limit_exceeded"}}'
        tollgate.upstream.script = (call) => {
          call.request.pause()
          call.socket.write(
            Buffer.concat([
              renderHead(429, { 'content-type': 'application/json', 'content-length': '63' }),
              Buffer.from(error),
            ]),
          )
        }
        const answer = await tollgate.call({ path: responsesPath, ...upload })
        assert.equal(answer.status, 429)
        assert.equal(answer.text, error)
      })
    }

    const uploads: ReadonlyArray<readonly [name: string, path: string, lines: string[], bytes: string]> = [
      ['a small body', responsesPath, ['content-length: 100'], '{"model":"m"'],
      ['a body that streams by length', responsesPath, ['content-length: 1000000'], 'x'.repeat(70_000)],
      ['a body that streams in chunks', responsesPath, ['transfer-encoding: chunked'], `4\r\n{"mo\r\n`],
      ['a body that is read whole', chatPath, ['transfer-encoding: chunked'], `4\r\n{"mo\r\n`],
    ]
    for (const [name, path, lines, bytes] of uploads) {
      for (const ending of ['reset', 'close'] as const) {
        it(`end with one record of a cancelled call: ${name}, ${ending}`, async () => {
          const before = tollgate.records().length
          const calls = tollgate.upstream.calls.length
          const connection = await RawConnection.open(tollgate.port)
          connection.write(headOf(path, lines) + bytes)
          await sleep(60)
          if (ending === 'reset') connection.socket.resetAndDestroy()
          else connection.socket.destroy()
          await tollgate.recordCount(before + 1)
          await sleep(30)
          const records = tollgate.records().slice(before)
          assert.deepEqual(
            records.map(({ outcome, refusal }) => [outcome, refusal]),
            [['cancelled', null]],
          )
          for (const call of tollgate.upstream.calls.slice(calls))
            await within('the provider’s connection to be closed', call.closed, 1_000)
        })
      }
    }
  })
})

/** JSON that fills the size to the byte, or text where it is too small for that. */
function bodyOf(size: number): Buffer {
  const frame = '{"model":"m","input":""}'
  if (size < frame.length) return Buffer.alloc(size, 'x')
  const body = Buffer.alloc(size, pattern)
  body.write('{"model":"m","input":"', 0)
  body.write('"}', size - 2)
  return body
}

function* cut(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += 100_003) yield body.subarray(at, at + 100_003)
}

function headOf(path: string, lines: readonly string[], key = clientKey): string {
  return [`POST ${path} HTTP/1.1`, 'host: localhost', `apikey: ${key}`, ...lines, '', ''].join('\r\n')
}
