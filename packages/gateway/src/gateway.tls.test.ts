import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2, constants } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { makeCertificate } from './testing/certificate.ts'
import { beginStream, endStream, sha256, writeChunk } from './testing/scripted-upstream.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { eventsOf, responsesStream, streaming } from './testing/test-answers.ts'
import {
  clientKey,
  providerKey,
  responsesPath,
  startTestGateway,
  type TestGateway,
  testApi,
} from './testing/test-gateway.ts'
import { until, within } from './testing/until.ts'

const stream = responsesStream()

describe('startGateway: TLS', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [testApi(url), testApi(url, { name: 'blocked', state: 'blocked' })],
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = streaming(eventsOf(stream))
  })

  after(() => tollgate[Symbol.asyncDispose]())

  function handshake(options: ConnectionOptions): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: tollgate.httpsPort,
        servername: 'localhost',
        rejectUnauthorized: false,
        ...options,
      })
      socket.once('secureConnect', () => resolve(socket))
      socket.once('error', reject)
    })
  }

  const chosen: ReadonlyArray<readonly [offered: string[] | undefined, protocol: string | false]> = [
    [['h2', 'http/1.1'], 'http/1.1'],
    [['http/1.1'], 'http/1.1'],
    [['h2'], 'h2'],
    [['spdy/3', 'h2'], 'h2'],
    [undefined, false],
  ]
  for (const [offered, protocol] of chosen) {
    it(`speaks ${protocol || 'HTTP/1.1'} where a client offers ${offered ?? 'nothing'}`, async () => {
      const socket = await handshake(offered === undefined ? {} : { ALPNProtocols: offered })
      assert.equal(socket.alpnProtocol, protocol)
      socket.destroy()
    })
  }

  it('refuses a handshake without a common protocol, or with an old version of TLS', async () => {
    await assert.rejects(handshake({ ALPNProtocols: ['spdy/3'] }), /no application protocol/i)
    await assert.rejects(handshake({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }))
    await handshake({ maxVersion: 'TLSv1.2' }).then((socket) => socket.destroy())
  })

  it('survives clients that break the handshake off, or that do not speak TLS', async () => {
    for (const text of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\xff', '']) {
      const socket = connect(tollgate.httpsPort, '127.0.0.1').on('error', () => {})
      await once(socket, 'connect')
      socket.end(text)
      socket.resume()
      await within('the end', once(socket, 'close'), 2_000)
    }
    assert.equal((await callByHttps(tollgate.httpsPort)).status, 200)
  })

  it('carries a call over HTTP/1.1', async () => {
    const answer = await callByHttps(tollgate.httpsPort)
    assert.ok(answer.body.equals(stream))
  })

  it('shows a new certificate to new connections, and keeps the old ones open', async () => {
    const { certificate } = tollgate
    const before = await handshake({})
    assert.equal(before.getPeerX509Certificate()?.subject, 'CN=localhost')
    using folder = temporaryFolder()
    const renewed = makeCertificate(folder.path, 'renewed')
    // As renewals do it: first one file, then the other, each in place of the old one.
    for (const [from, to] of [
      [renewed.key, certificate.key],
      [renewed.certificate, certificate.certificate],
    ] as const) {
      copyFileSync(from, `${to}.new`)
      renameSync(`${to}.new`, to)
    }
    await until('the log to say so', () => tollgate.logLines.some((line) => line.includes('certificate replaced')))
    const after = await handshake({})
    assert.equal(after.getPeerX509Certificate()?.subject, 'CN=renewed')
    before.write(`GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n`)
    const [bytes] = await once(before, 'data')
    assert.match(String(bytes), /^HTTP\/1\.1 200 /)
    before.destroy()
    after.destroy()
  })

  it('keeps the certificate in force where the new files cannot be used, and says so', async () => {
    const { certificate } = tollgate
    const good = readFileSync(certificate.certificate)
    const subjectOf = async () => {
      const socket = await handshake({})
      socket.destroy()
      return socket.getPeerX509Certificate()?.fingerprint256
    }
    const before = await subjectOf()
    writeFileSync(join(dirname(certificate.certificate), 'unrelated.txt'), 'x')
    writeFileSync(certificate.certificate, 'no certificate')
    await until('the log to say so', () =>
      tollgate.logLines.some((line) => line.includes('the old one stays in force')),
    )
    assert.equal(await subjectOf(), before)
    writeFileSync(certificate.certificate, good)
  })

  describe('with HTTP/2', () => {
    let session: ClientHttp2Session

    before(async () => {
      session = connectHttp2(`https://localhost:${tollgate.httpsPort}`, { rejectUnauthorized: false })
      await once(session, 'connect')
    })

    after(() => session.destroy())

    const open = (headers: Record<string, string> = {}): ClientHttp2Stream =>
      session.request({
        ':method': 'POST',
        ':path': responsesPath,
        apikey: clientKey,
        'content-type': 'application/json',
        ...headers,
      })

    it('carries a stream, with the headers of its version', async () => {
      const before = tollgate.records().length
      const answer = await readHttp2(
        open({ 'x-codex-turn-state': 's', cookie: 'a=b' }).end('{"model":"m","stream":true}'),
      )
      assert.equal(answer.status, 200)
      assert.ok(answer.body.equals(stream))
      assert.equal(answer.headers.connection, undefined)
      assert.equal(answer.headers['x-request-id'], tollgate.records()[before]?.id)
      const { request, body } = tollgate.upstream.last
      assert.equal(request.headers['x-codex-turn-state'], 's')
      assert.equal(request.headers.authorization, `Bearer ${providerKey}`)
      assert.ok(!request.rawHeaders.some((text) => text.startsWith(':') || text.includes(clientKey)))
      assert.equal(String(await body), '{"model":"m","stream":true}')
    })

    it('carries large bodies without a length, byte by byte the same', async () => {
      const body = Buffer.alloc(3_000_000, 'a body of seventeen')
      const answer = await readHttp2(open().end(body))
      assert.equal(answer.status, 200)
      assert.equal(sha256(await tollgate.upstream.last.body), sha256(body))
    })

    it('carries a hundred calls at once', async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => readHttp2(open().end('{}'))))
      for (const { status, body } of answers) assert.ok(status === 200 && body.equals(stream))
    })

    it('does not buffer: an event is there while the provider waits', async () => {
      const release = Promise.withResolvers<void>()
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        writeChunk(call, eventsOf(stream)[0] ?? '')
        await release.promise
        endStream(call)
      }
      const call = open().end('{}')
      const [bytes] = await within('the first event', once(call, 'data'), 2_000)
      assert.ok(String(bytes).includes('response.created'))
      release.resolve()
      call.close()
    })

    it('refuses in the same words', async () => {
      for (const [headers, status, code] of [
        [{ apikey: 'wrong' }, 401, 'invalid_api_key'],
        [{ ':path': '/nowhere' }, 404, 'api_not_found'],
        [{ ':path': '/blocked/1.0/responses' }, 403, 'api_blocked'],
        [{ ':path': '/blocked/1.0/responses', originator: 'codex_exec' }, 400, 'invalid_prompt'],
        [{ ':path': '/openai/../x' }, 400, 'malformed_request'],
        [{ ':method': 'TRACE' }, 405, 'method_not_allowed'],
      ] as const) {
        const answer = await readHttp2(open({ ...headers }).end('{}'))
        assert.equal(answer.status, status)
        assert.equal(JSON.parse(String(answer.body)).error.code, code)
      }
    })

    it('stops the provider, and keeps one record, where a stream is cancelled', async () => {
      const before = tollgate.records().length
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        writeChunk(call, eventsOf(stream)[0] ?? '')
      }
      const call = open().end('{}')
      await once(call, 'data')
      call.close(constants.NGHTTP2_CANCEL)
      await within('the provider’s connection to be closed', tollgate.upstream.last.closed, 1_000)
      await tollgate.recordCount(before + 1)
      assert.deepEqual(
        tollgate
          .records()
          .slice(before)
          .map(({ outcome }) => outcome),
        ['cancelled'],
      )
    })

    it('keeps one record where a stream is cancelled before the provider answers, or while its body comes', async () => {
      tollgate.upstream.script = async (call) => void (await call.body)
      for (const isWhole of [true, false]) {
        const before = tollgate.records().length
        const call = open()
        call.write('{"model":"m"')
        if (isWhole) call.end('}')
        await new Promise((resolve) => setTimeout(resolve, 50))
        call.close(constants.NGHTTP2_CANCEL)
        await tollgate.recordCount(before + 1)
        await new Promise((resolve) => setTimeout(resolve, 30))
        assert.deepEqual(
          tollgate
            .records()
            .slice(before)
            .map(({ outcome }) => outcome),
          ['cancelled'],
        )
      }
    })

    it('is answered where it closes right behind the terminal event', async () => {
      const before = tollgate.records().length
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        writeChunk(call, stream)
      }
      const call = open().end('{}')
      let text = ''
      call.on('data', (bytes) => {
        text += String(bytes)
      })
      await until('the terminal event', () => text.includes('event: response.completed'))
      call.close(constants.NGHTTP2_CANCEL)
      await tollgate.recordCount(before + 1)
      assert.equal(tollgate.records()[before]?.outcome, 'answered')
    })
  })
})

async function readHttp2(call: ClientHttp2Stream) {
  const [headers] = await once(call, 'response')
  const pieces: Buffer[] = []
  for await (const piece of call) pieces.push(piece)
  return { status: Number(headers[':status']), headers, body: Buffer.concat(pieces) }
}

function callByHttps(port: number): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: responsesPath,
      headers: { apikey: clientKey },
      rejectUnauthorized: false,
      agent: false,
    }
    const request = httpsRequest(options, async (response) => {
      const pieces: Buffer[] = []
      for await (const piece of response) pieces.push(piece)
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) })
    })
    request.on('error', reject)
    request.end('{}')
  })
}
