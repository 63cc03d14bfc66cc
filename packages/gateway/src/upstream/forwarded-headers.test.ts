import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { mediaType, requestHeadersForUpstream, responseHeadersForClient } from './forwarded-headers.ts'
import { requestHead } from './http1/request-bytes.ts'
import { parseResponseHead } from './http1/response-head.ts'

const none: ReadonlySet<string> = new Set()

describe('requestHeadersForUpstream', () => {
  it('keeps what agents send, in order and case, and asks for no compression', () => {
    const kept = [
      'x-codex-turn-state',
      'abc',
      'X-Stainless-Lang',
      'js',
      'anthropic-beta',
      'a',
      'anthropic-beta',
      'b',
      'Content-Type',
      'application/json',
      'session_id',
      '1',
      'content-encoding',
      'zstd',
      'User-Agent',
      'codex_exec/0.169.0',
      'traceparent',
      '00-1-2-01',
    ]
    assert.deepEqual(requestHeadersForUpstream(kept, none), [...kept, 'accept-encoding', 'identity'])
  })

  const dropped = [
    'Connection',
    'Keep-Alive',
    'Proxy-Authorization',
    'proxy-connection',
    'PROXY-ANYTHING',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'HTTP2-Settings',
    'Host',
    'Content-Length',
    'Expect',
    'Accept-Encoding',
    'Authorization',
    'ApiKey',
    'apikey',
    'api-key',
    'X-Api-Key',
    'X-Goog-Api-Key',
    'Cookie',
    'Forwarded',
    'Via',
    'X-Forwarded-For',
    'x-forwarded-anything',
    'X-Real-IP',
    'X-Tollgate-User',
    ':authority',
    ':path',
    'OpenAI-Organization',
    'OpenAI-Project',
    'ChatGPT-Account-Id',
    'X-Goog-User-Project',
    'X-HTTP-Method-Override',
    'X-Original-URL',
  ]
  for (const name of dropped) {
    it(`drops ${name} in any case`, () => {
      for (const spelling of [name, name.toLowerCase(), name.toUpperCase()])
        assert.deepEqual(requestHeadersForUpstream([spelling, 'a', 'accept', '*/*'], none), [
          'accept',
          '*/*',
          'accept-encoding',
          'identity',
        ])
    })
  }

  it('drops what it is told to drop', () => {
    const strip = new Set(['x-company-key', 'content-encoding'])
    const headers = ['X-Company-Key', 'secret', 'Content-Encoding', 'gzip', 'accept', 'a']
    assert.deepEqual(requestHeadersForUpstream(headers, strip), ['accept', 'a', 'accept-encoding', 'identity'])
  })

  it('drops what Connection names, before it and after it, in each of several', () => {
    const headers = [
      'X-One',
      '1',
      'Connection',
      'close, x-one ,X-TWO',
      'x-two',
      '2',
      'connection',
      'x-three',
      'X-Three',
      '3',
      'x-four',
      '4',
    ]
    assert.deepEqual(requestHeadersForUpstream(headers, none), ['x-four', '4', 'accept-encoding', 'identity'])
    assert.deepEqual(requestHeadersForUpstream(['Connection', 'accept-encoding', 'a', 'b'], none), [
      'a',
      'b',
      'accept-encoding',
      'identity',
    ])
  })

  it('leaves the host, the framing and the connection to whoever writes the request', () => {
    const sent = [
      'Host',
      'gateway.test',
      'Connection',
      'upgrade',
      'Upgrade',
      'h2c',
      'Content-Length',
      '99',
      'X-Name',
      'a',
    ]
    const headers = requestHeadersForUpstream(sent, none)
    const head = requestHead({ method: 'POST', target: '/', host: 'provider.test', headers, length: 2 })
    assert.deepEqual(head.trimEnd().split('\r\n').slice(1), [
      'host: provider.test',
      'connection: keep-alive',
      'X-Name: a',
      'accept-encoding: identity',
      'content-length: 2',
    ])
  })
})

describe('responseHeadersForClient', () => {
  const kept = {
    'content-type': 'text/event-stream; charset=utf-8',
    'x-codex-turn-state': 'abc',
    'x-codex-primary-used-percent': '12',
    'openai-version': '2020-10-01',
    'openai-processing-ms': '244',
    'openai-model': 'gpt-5.4',
    'x-ratelimit-remaining-tokens': '1999000',
    'anthropic-ratelimit-requests-limit': '50',
    'retry-after': '2',
    'retry-after-ms': '1500',
    'content-encoding': 'gzip',
    date: 'Sun, 22 Nov 2026 10:00:00 GMT',
    etag: '"a"',
  }
  const dropped = {
    connection: 'keep-alive',
    'keep-alive': 'timeout=5',
    'proxy-authenticate': 'Basic',
    te: 'trailers',
    trailer: 'x-usage',
    'transfer-encoding': 'chunked',
    upgrade: 'h3',
    'content-length': '2',
    'openai-organization': 'org',
    'openai-project': 'proj',
    'anthropic-organization-id': 'org',
    'set-cookie': ['a=b', 'c=d'],
    'alt-svc': 'h3=":443"',
    'strict-transport-security': 'max-age=1',
    server: 'cloudflare',
    via: '1.1 a',
    'cf-ray': '1',
    'cf-cache-status': 'DYNAMIC',
    'report-to': '{}',
    nel: '{}',
    'access-control-allow-origin': '*',
    location: 'https://evil.test/',
    'x-tollgate-user': 'root',
    'x-forwarded-for': '1.2.3.4',
    'x-upstream-request-id': 'forged',
    ':status': '200',
  }

  it('keeps what is for the client and drops the rest', () => {
    const { headers } = responseHeadersForClient(listOf({ ...dropped, ...kept }))
    assert.deepEqual(headers, listOf(kept))
  })

  it('reads what the gateway wants to know', () => {
    const source = listOf({
      'content-type': 'Application/JSON',
      'content-encoding': ' GZIP ',
      'x-request-id': 'req_1',
    })
    assert.deepEqual(responseHeadersForClient(source), {
      headers: ['content-type', 'Application/JSON', 'content-encoding', ' GZIP ', 'x-upstream-request-id', 'req_1'],
      contentType: 'Application/JSON',
      contentEncoding: 'gzip',
      requestId: 'req_1',
    })
  })

  it('drops what Connection names and values that break a line', () => {
    const source = listOf({
      'x-a': '1',
      connection: 'close, X-A',
      'x-b': 'a\r\nevil: b',
      'x-c': 'a\0',
      'x-d': '\n',
      'x-e': '5',
    })
    assert.deepEqual(responseHeadersForClient(source).headers, ['x-e', '5'])
  })

  it('says nothing of what was not sent', () => {
    assert.deepEqual(responseHeadersForClient([]), {
      headers: [],
      contentType: '',
      contentEncoding: '',
      requestId: null,
    })
    assert.equal(responseHeadersForClient(['content-encoding', 'identity']).contentEncoding, '')
  })

  it('keeps several values of one name, but one content type only', () => {
    const { headers, contentType } = responseHeadersForClient(
      listOf({ 'x-a': ['1', '2'], 'content-type': ['a/b', 'c/d'] }),
    )
    assert.deepEqual(headers, ['x-a', '1', 'x-a', '2', 'content-type', 'a/b'])
    assert.equal(contentType, 'a/b')
    assert.equal(responseHeadersForClient(listOf({ 'content-encoding': ['gzip', 'br'] })).contentEncoding, 'gzip, br')
  })

  it('passes names of prototypes as mere names', () => {
    const list = ['constructor', 'a', '__proto__', 'b']
    assert.deepEqual(responseHeadersForClient(list).headers, list)
  })

  it('gives a list for writeHead, from the head of a response', async (t) => {
    const head = parseResponseHead(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: req_1\r\nX-Name: gr\xfc\xdfe\r\nX-Two: 1\r\nX-Two: 2\r\n' +
        'Set-Cookie: a=b\r\nServer: provider\r\nTransfer-Encoding: chunked\r\nTrailer: x-usage',
    )
    assert.ok(typeof head !== 'string')
    const gateway = createServer((_, response) => {
      response.writeHead(head.status, responseHeadersForClient(head.headers).headers).end('{}')
    })
    gateway.listen(0, '127.0.0.1')
    await once(gateway, 'listening')
    t.after(() => gateway.close())
    const asking = httpRequest({ port: (gateway.address() as AddressInfo).port, host: '127.0.0.1', agent: false }).end()
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    answer.resume()
    await once(answer, 'end')
    assert.deepEqual(answer.rawHeaders.slice(0, 10), [
      ...['content-type', 'application/json', 'x-upstream-request-id', 'req_1', 'x-name', 'gr\xfc\xdfe'],
      ...['x-two', '1', 'x-two', '2'],
    ])
    assert.equal(answer.headers.server, undefined)
    assert.equal(answer.headers['set-cookie'], undefined)
  })
})

describe('mediaType', () => {
  it('is the type without parameters, in lower case', () => {
    assert.equal(mediaType('Text/Event-Stream; charset=utf-8'), 'text/event-stream')
    assert.equal(mediaType(' application/json '), 'application/json')
    assert.equal(mediaType(''), '')
  })
})

function listOf(record: Record<string, string | string[]>): string[] {
  return Object.entries(record).flatMap(([name, value]) => [value].flat().flatMap((item) => [name, item]))
}
