import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer as createTlsServer } from 'node:tls'
import type { EndpointRow } from '@tollgate/contract/snapshot'
import { makeCertificate } from '../testing/certificate.ts'
import { endpointRow } from '../testing/rows.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { until } from '../testing/until.ts'
import { Http1Upstream } from './http1-upstream.ts'
import type { RequestBody, UpstreamControl, UpstreamFailure, UpstreamHead } from './upstream.ts'

/** A provider of which every byte is the test's own. */
class ByteProvider {
  readonly sockets: Socket[] = []
  received = ''
  /** What it does with what has come on a connection. */
  onBytes: (socket: Socket, text: string) => void = () => {}
  private readonly server: Server
  private readonly scheme: string

  constructor(server: Server, scheme: string) {
    this.server = server
    this.scheme = scheme
    server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.sockets.push(socket)
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        this.received += chunk.toString('latin1')
        this.onBytes(socket, chunk.toString('latin1'))
      })
    })
  }

  get url(): string {
    const address = this.server.address()
    return `${this.scheme}://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close')
  }
}

async function listening(server: Server, scheme = 'http'): Promise<ByteProvider> {
  const provider = new ByteProvider(server, scheme)
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return provider
}

class Heard {
  head: UpstreamHead | undefined
  body = ''
  ends = 0
  failure: UpstreamFailure | undefined
  control: UpstreamControl | undefined
  onEnded: () => void = () => {}

  readonly listener = {
    onHead: (head: UpstreamHead) => {
      this.head = head
    },
    onData: (chunk: Buffer) => {
      this.body += chunk.toString('latin1')
    },
    onEnd: () => {
      this.ends++
      this.onEnded()
    },
    onFailure: (failure: UpstreamFailure) => {
      this.failure = failure
    },
  }

  async over(): Promise<this> {
    await until('an end', () => this.ends > 0 || this.failure !== undefined)
    return this
  }
}

const ok = (body = 'ok', ...lines: string[]) =>
  `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}content-length: ${body.length}\r\n\r\n${body}`
const timeouts = { connectMs: 2_000, headersMs: 2_000, idleMs: 2_000, totalMs: 10_000 }

describe('Http1Upstream', () => {
  let provider: ByteProvider
  let upstream: Http1Upstream
  let endpoint: EndpointRow

  beforeEach(async () => {
    provider = await listening(createServer())
    upstream = new Http1Upstream({ allowPrivate: true })
    endpoint = endpointRow(`${provider.url}/v1`, { timeouts, credential: { header: 'x-key', value: 'secret' } })
  })
  afterEach(async () => {
    await upstream.close()
    await provider.close()
  })

  function send(body: RequestBody = { kind: 'none' }, method = 'POST', to = endpoint): Heard {
    const heard = new Heard()
    heard.control = upstream.send(to, { method, path: '/x', headers: ['a', 'b'], body }, heard.listener)
    return heard
  }

  const stream = (length: number | null) => {
    const bytes = new PassThrough()
    const body: RequestBody = { kind: 'stream', stream: bytes, length, onTooLarge: () => {} }
    return { bytes, body }
  }

  it('writes the request with the base path, the credential and the length, and uses the connection again', async () => {
    provider.onBytes = (socket) => socket.write(ok('one', 'X-Request-Id: r1', 'content-type: Text/Plain; a=b'))
    const bytes = Buffer.from('{"model":"ü"}')
    const { head, body } = await send({ kind: 'bytes', bytes }).over()
    const host = new URL(provider.url).host
    const sent = `POST /v1/x HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\na: b\r\nx-key: secret\r\ncontent-length: 14\r\n\r\n`
    assert.equal(provider.received, sent + bytes.toString('latin1'))
    assert.deepEqual([head?.status, head?.contentType, head?.requestId, body], [200, 'text/plain', 'r1', 'one'])
    for (let count = 0; count < 3; count++) assert.equal((await send().over()).body, 'one')
    assert.equal(provider.sockets.length, 1)
  })

  it('opens a connection for each call that is open at once, and the last one used is used next', async () => {
    const open = [send(), send(), send()]
    await until('three requests', () => provider.received.split('POST').length === 4)
    assert.equal(provider.sockets.length, 3)
    for (const socket of provider.sockets) socket.write(ok())
    for (const one of open) await one.over()
    provider.onBytes = (socket) => socket.write(ok())
    for (let count = 0; count < 5; count++) await send().over()
    assert.equal(provider.sockets.length, 3)
  })

  it('sends a body as it comes, in chunks where nobody knows its length', async () => {
    const { bytes, body } = stream(null)
    const heard = send(body)
    bytes.write('hello')
    await until('the first piece', () => provider.received.includes('hello'))
    bytes.end('0123456789')
    await until('the last one', () => provider.received.endsWith('0\r\n\r\n'))
    assert.match(provider.received, /transfer-encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n0123456789\r\n0\r\n\r\n$/)
    provider.sockets[0]?.write(ok())
    assert.equal((await heard.over()).body, 'ok')
  })

  for (const [how, length, text] of [
    ['shorter', 9, 'hello'],
    ['longer', 3, 'hello'],
  ] as const)
    it(`gives up where a body is ${how} than it was announced, and nothing of it becomes another request`, async () => {
      const { bytes, body } = stream(length)
      const heard = send(body)
      bytes.end(text)
      const { failure } = await heard.over()
      assert.match(failure?.detail ?? '', new RegExp(how))
      await until('the connection to be gone', () =>
        provider.sockets.every(({ readyState }) => readyState === 'closed'),
      )
    })

  it('sends no faster than the provider reads', async () => {
    const { bytes, body } = stream(64 * 1_048_576)
    const pieces = Buffer.alloc(1_048_576)
    provider.onBytes = (socket) => socket.pause()
    const heard = send(body)
    let written = 0
    const write = () => {
      while (written < 64 && bytes.write(pieces)) written++
    }
    bytes.on('drain', write)
    write()
    await sleep(300)
    assert.ok(written < 60, `${written} MiB`)
    let got = 0
    provider.onBytes = (_, text) => {
      got += text.length
    }
    provider.sockets[0]?.resume()
    await until('more to be read', () => got > 16 * 1_048_576)
    heard.control?.abort()
  })

  it('hears an answer that comes before the request is whole, and uses its connection for nothing more', async () => {
    const { bytes, body } = stream(1_000)
    const heard = send(body)
    bytes.write('hello')
    await until('the beginning', () => provider.received.includes('hello'))
    provider.sockets[0]?.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n')
    assert.equal((await heard.over()).head?.status, 413)
    await until('the connection to be gone', () => provider.sockets[0]?.readyState === 'closed')
  })

  it('passes over an unasked 100 Continue', async () => {
    provider.onBytes = (socket) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${ok()}`)
    assert.equal((await send().over()).body, 'ok')
  })

  it('never gives one call what came behind the answer of another, in the same piece or later', async () => {
    provider.onBytes = (socket) => socket.write(ok('mine') + ok('nobody’s'))
    const first = send()
    const second = new Promise<Heard>((resolve) => {
      first.onEnded = () => {
        provider.onBytes = (socket) => socket.write(ok('second'))
        resolve(send())
      }
    })
    assert.equal((await first.over()).body, 'mine')
    assert.equal((await (await second).over()).body, 'second')
    provider.sockets.at(-1)?.write(ok('late'))
    await until('the connection to be gone', () => provider.sockets.at(-1)?.readyState === 'closed')
    assert.equal((await send().over()).body, 'second')
  })

  it('uses no connection again that the provider closes, or says it will close', async () => {
    provider.onBytes = (socket) => socket.write(ok('ok', 'keep-alive: timeout=1'))
    await send().over()
    await send().over()
    assert.equal(provider.sockets.length, 2)
    provider.onBytes = (socket) => socket.write(ok('ok', 'connection: close'))
    await send().over()
    await send().over()
    assert.equal(provider.sockets.length, 4)
    provider.onBytes = (socket) => socket.write(ok())
    await send().over()
    const last = provider.sockets.at(-1)
    last?.end()
    await until('the connection to be gone', () => last?.readyState === 'closed')
    assert.equal((await send().over()).body, 'ok')
  })

  it('says nothing more once it is aborted, at any time, and leaves no connection', async () => {
    const times: ReadonlyArray<(heard: Heard) => Promise<void> | void> = [
      () => {},
      () => until('the request', () => provider.received.includes('POST')),
      async (heard) => {
        await until('the request', () => provider.received.includes('POST'))
        provider.sockets.at(-1)?.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello')
        await until('the body', () => heard.body === 'hello')
      },
    ]
    for (const time of times) {
      provider.received = ''
      const heard = send()
      await time(heard)
      const { body } = heard
      heard.control?.abort()
      provider.sockets.at(-1)?.write('more')
      await sleep(50)
      assert.deepEqual([heard.ends, heard.failure, heard.body], [0, undefined, body])
      await until('no connection', () => provider.sockets.every(({ readyState }) => readyState === 'closed'))
    }
  })

  it('tells nothing while it is paused, and holds the provider back', async () => {
    const heard = send()
    await until('the request', () => provider.received.includes('POST'))
    heard.control?.pause()
    const socket = provider.sockets[0]
    assert.ok(socket !== undefined)
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${64 * 1_048_576}\r\n\r\n`)
    let written = 0
    while (written < 64 && socket.write(Buffer.alloc(1_048_576, 'x'))) written++
    await sleep(100)
    assert.equal(heard.body, '')
    heard.control?.resume()
    await until('some of it', () => heard.body.length > 0)
    heard.control?.abort()
  })

  const late = { ...timeouts, connectMs: 200, headersMs: 200, idleMs: 200 }
  it('waits for a head, and for each piece of a body, no longer than the endpoint says', async () => {
    const impatient = endpointRow(provider.url, { id: 'ep_impatient', timeouts: late })
    const silent = await send(undefined, 'POST', impatient).over()
    assert.deepEqual([silent.failure?.code, silent.head], ['provider_timeout', undefined])
    provider.onBytes = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello')
    const stalled = await send(undefined, 'POST', impatient).over()
    assert.deepEqual([stalled.failure?.code, stalled.body], ['provider_timeout', 'hello'])
    // Who pauses has all the time of the world, and a new while afterwards.
    const paused = send(undefined, 'POST', impatient)
    await until('the body', () => paused.body === 'hello')
    paused.control?.pause()
    await sleep(500)
    assert.equal(paused.failure, undefined)
    paused.control?.resume()
    assert.equal((await paused.over()).failure?.code, 'provider_timeout')
  })

  it('refuses a header that would become another one, and a URL that may not be called', async () => {
    const wrong = endpointRow(provider.url, { id: 'ep_wrong', credential: { header: 'x', value: 'a\r\nb: c' } })
    assert.match((await send(undefined, 'POST', wrong).over()).failure?.detail ?? '', /cannot be sent/)
    const guarded = new Http1Upstream({ allowPrivate: false })
    const heard = new Heard()
    const request = { method: 'GET', path: '/', headers: [], body: { kind: 'none' } as const }
    guarded.send(endpointRow('http://127.0.0.1:9/'), request, heard.listener)
    assert.equal(heard.failure, undefined)
    assert.match((await heard.over()).failure?.detail ?? '', /private/)
    await guarded.close()
    assert.equal(provider.received, '')
  })

  it('fails what is open when it is closed, and lets it end where the endpoint alone is gone', async () => {
    provider.onBytes = () => {}
    const open = send()
    await until('the request', () => provider.received.includes('POST'))
    upstream.retain(new Set())
    provider.sockets[0]?.write(ok())
    assert.equal((await open.over()).body, 'ok')
    await until('the connection to be gone', () => provider.sockets[0]?.readyState === 'closed')
    const other = send()
    await upstream.close()
    assert.equal((await other.over()).failure?.code, 'provider_unreachable')
  })

  it('checks certificates, names itself, and resumes TLS sessions', async () => {
    using folder = temporaryFolder()
    const files = makeCertificate(folder.path)
    const pair = { cert: readFileSync(files.certificate, 'utf8'), key: readFileSync(files.key) }
    const secure = await listening(createTlsServer({ ...pair, ALPNProtocols: ['http/1.1'] }), 'https')
    const resumed: boolean[] = []
    secure.onBytes = (socket) => {
      if ('isSessionReused' in socket && typeof socket.isSessionReused === 'function')
        resumed.push(Boolean(socket.isSessionReused()))
      socket.end(ok('ok', 'connection: close'))
    }
    const stranger = endpointRow(secure.url, { id: 'ep_stranger', timeouts })
    assert.match((await send(undefined, 'GET', stranger).over()).failure?.detail ?? '', /SELF_SIGNED|self-signed/)
    const trusted = endpointRow(secure.url, { id: 'ep_trusted', timeouts, trustedCertificates: pair.cert })
    for (let count = 0; count < 2; count++) assert.equal((await send(undefined, 'GET', trusted).over()).body, 'ok')
    assert.deepEqual(resumed, [false, true])
    await secure.close()
  })
})
