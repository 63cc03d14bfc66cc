import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { makeCertificate } from '../testing/certificate.ts'
import {
  beginStream,
  endStream,
  respond,
  type Script,
  ScriptedUpstream,
  writeChunk,
} from '../testing/scripted-upstream.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { until } from '../testing/until.ts'
import type { OutboundRequest } from './outbound.ts'
import { UndiciOutbound } from './undici-outbound.ts'

const never = new AbortController().signal

describe('UndiciOutbound', () => {
  test('posts the body with the headers, and gives status and answer', async () => {
    await using service = await ScriptedUpstream.start((call) => respond(call, { status: 418, body: 'tea' }))
    await using outbound = opened(true)
    const { status, body } = await outbound.post(
      { ...to(service.url), headers: { 'x-a': 'b' }, body: '{"a":1}' },
      never,
    )
    assert.deepEqual([status, body.toString()], [418, 'tea'])
    assert.equal(service.last.request.method, 'POST')
    assert.equal(service.last.request.headers['x-a'], 'b')
    assert.equal(service.last.request.headers['accept-encoding'], 'identity')
    assert.equal((await service.last.body).toString(), '{"a":1}')
  })

  test('follows no redirect', async () => {
    await using service = await ScriptedUpstream.start((call) =>
      respond(call, { status: 307, headers: { location: '/elsewhere' } }),
    )
    await using outbound = opened(true)
    assert.equal((await outbound.post(to(service.url), never)).status, 307)
    assert.equal(service.calls.length, 1)
  })

  for (const [what, kind, script] of [
    ['an answer that says it is too large', 'too-large', (call) => respond(call, { body: 'x'.repeat(1_001) })],
    ['an answer that is too large and does not say so', 'too-large', streaming('x'.repeat(1_001))],
    [
      'an encoded answer',
      'unreadable',
      (call) => respond(call, { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{}') }),
    ],
    ['an answer that is not HTTP', 'unreadable', (call) => void call.socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    ['a connection that breaks off', 'unreachable', (call) => void call.socket.destroy()],
    [
      'an answer that breaks off',
      'unreachable',
      (call) => void call.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{'),
    ],
  ] as ReadonlyArray<readonly [string, string, Script]>)
    test(`rejects ${what}`, async () => {
      await using service = await ScriptedUpstream.start(script)
      await using outbound = opened(true)
      await assert.rejects(outbound.post(to(service.url), never), { kind })
    })

  test('takes an answer of exactly as many bytes as allowed', async () => {
    await using service = await ScriptedUpstream.start(streaming('x'.repeat(1_000)))
    await using outbound = opened(true)
    assert.equal((await outbound.post(to(service.url), never)).body.length, 1_000)
  })

  test('ends with the reason of its signal, and closes the connection', async () => {
    await using service = await ScriptedUpstream.start(() => {})
    await using outbound = opened(true)
    const stop = new AbortController()
    const answer = outbound.post(to(service.url), stop.signal)
    answer.catch(() => {})
    await until('the call', () => service.calls.length === 1)
    stop.abort(new Error('enough'))
    await assert.rejects(answer, /enough/)
    await service.last.closed
  })

  test('reaches nobody where nobody listens', async () => {
    const service = await ScriptedUpstream.start()
    await service[Symbol.asyncDispose]()
    await using outbound = opened(true)
    await assert.rejects(outbound.post(to(service.url), never), { kind: 'unreachable' })
  })

  for (const url of [
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'https://127.0.0.1:PORT/',
    'https://[::1]:PORT/',
    'https://localtest.internal:PORT/',
  ])
    test(`refuses ${url} unless private addresses are allowed, without a connection`, async () => {
      await using service = await ScriptedUpstream.start()
      await using outbound = opened(false)
      const place = url.replace('PORT', new URL(service.url).port)
      await assert.rejects(outbound.post(to(place), never), { kind: 'address-refused' })
      assert.equal(service.calls.length, 0)
    })

  test('refuses clear text to the Internet', async () => {
    await using outbound = opened(false)
    await assert.rejects(outbound.post(to('http://api.openai.com/v1/moderations'), never), {
      kind: 'address-refused',
      message: 'http://api.openai.com is not called: a service needs https.',
    })
  })
})

describe('UndiciOutbound over TLS', () => {
  test('trusts no certificate of its own making but one that is named', async () => {
    using folder = temporaryFolder()
    const files = makeCertificate(folder.path)
    const certificate = readFileSync(files.certificate, 'utf8')
    const server = createServer({ cert: certificate, key: readFileSync(files.key) }, (_, response) =>
      response.end('{}'),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`
    await using outbound = opened(true)
    await assert.rejects(outbound.post(to(url), never), {
      kind: 'unreachable',
      message: /DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED/,
    })
    const { status } = await outbound.post({ ...to(url), trustedCertificates: certificate }, never)
    assert.equal(status, 200)
    await assert.rejects(outbound.post(to(url), never), { kind: 'unreachable' })
    server.closeAllConnections()
    server.close()
  })
})

function opened(allowPrivate: boolean) {
  const outbound = new UndiciOutbound({ allowPrivate })
  return Object.assign(outbound, { [Symbol.asyncDispose]: () => outbound.close() })
}

function to(url: string): OutboundRequest {
  return { url, headers: {}, body: '{}', trustedCertificates: null, answerBytesMax: 1_000 }
}

function streaming(body: string): Script {
  return async (call) => {
    await beginStream(call)
    writeChunk(call, body)
    endStream(call)
  }
}
