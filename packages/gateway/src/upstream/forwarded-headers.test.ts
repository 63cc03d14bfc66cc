import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { describe, it } from 'node:test'
import { Agent, type Dispatcher, request } from 'undici'
import {
  mediaType,
  requestHeadersForUpstream,
  responseHeadersForClient,
  type SourceHeaders,
} from './forwarded-headers.ts'

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

  it('gives a list that undici sends as it is', async (t) => {
    const server = createServer((incoming, response) => response.end(JSON.stringify(incoming.rawHeaders)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const agent = new Agent()
    t.after(async () => {
      await agent.destroy()
      server.close()
    })
    const sent = [
      'Host',
      'gateway.test',
      'Connection',
      'upgrade',
      'Upgrade',
      'h2c',
      'Expect',
      '100-continue',
      'Content-Length',
      '99',
      'X-Name',
      'gr\xfc\xdfe',
      'content-type',
      'a/b',
    ]
    const port = (server.address() as AddressInfo).port
    const { body } = await request(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      dispatcher: agent,
      headers: requestHeadersForUpstream(sent, none),
      body: '{}',
    })
    const received = (await body.json()) as string[]
    const names = received.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
    assert.deepEqual(names.toSorted(), [
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-name',
    ])
    assert.equal(received[received.indexOf('X-Name') + 1], 'gr\xfc\xdfe')
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

  for (const [form, shape] of [
    ['a record', (record: Record<string, string | string[]>): SourceHeaders => record],
    ['a list of strings', (record: Record<string, string | string[]>): SourceHeaders => listOf(record)],
    [
      'a list of buffers',
      (record: Record<string, string | string[]>): SourceHeaders =>
        listOf(record).map((text) => Buffer.from(text, 'latin1')),
    ],
  ] as const) {
    it(`keeps what is for the client and drops the rest, from ${form}`, () => {
      const { headers } = responseHeadersForClient(shape({ ...dropped, ...kept }))
      assert.deepEqual(headers, listOf(kept))
    })

    it(`reads what the gateway wants to know, from ${form}`, () => {
      const source = shape({
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

    it(`drops what Connection names and values that break a line, from ${form}`, () => {
      const source = shape({
        'x-a': '1',
        connection: 'close, X-A',
        'x-b': 'a\r\nevil: b',
        'x-c': 'a\0',
        'x-d': '\n',
        'x-e': '5',
      })
      assert.deepEqual(responseHeadersForClient(source).headers, ['x-e', '5'])
    })
  }

  it('says nothing of what was not sent', () => {
    assert.deepEqual(responseHeadersForClient({}), {
      headers: [],
      contentType: '',
      contentEncoding: '',
      requestId: null,
    })
    assert.equal(responseHeadersForClient({ 'content-encoding': 'identity' }).contentEncoding, '')
  })

  it('keeps several values of one name, but one content type only', () => {
    const { headers, contentType } = responseHeadersForClient({ 'x-a': ['1', '2'], 'content-type': ['a/b', 'c/d'] })
    assert.deepEqual(headers, ['x-a', '1', 'x-a', '2', 'content-type', 'a/b'])
    assert.equal(contentType, 'a/b')
    assert.equal(responseHeadersForClient({ 'content-encoding': ['gzip', 'br'] }).contentEncoding, 'gzip, br')
  })

  it('passes names of prototypes as mere names', () => {
    const record = Object.defineProperty({ constructor: 'a' }, '__proto__', { value: 'b', enumerable: true })
    assert.deepEqual(responseHeadersForClient(record).headers, ['constructor', 'a', '__proto__', 'b'])
  })

  it('gives a list for writeHead, from what undici hands over', async (t) => {
    const provider = createTcpServer((socket) => {
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: req_1\r\nX-Name: gr\xfc\xdfe\r\nX-Two: 1\r\nX-Two: 2\r\n' +
            'Set-Cookie: a=b\r\nServer: provider\r\nTransfer-Encoding: chunked\r\nTrailer: x-usage\r\n\r\n2\r\n{}\r\n0\r\nx-usage: 1\r\n\r\n',
          'latin1',
        ),
      )
    })
    provider.listen(0, '127.0.0.1')
    await once(provider, 'listening')
    const agent = new Agent()
    const gateway = createServer((_, response) => {
      const chunks: Buffer[] = []
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {},
        onResponseStart(controller, status, headers) {
          const fromRecord = responseHeadersForClient(headers)
          assert.deepEqual(responseHeadersForClient(controller.rawHeaders ?? []), fromRecord)
          response.writeHead(status, fromRecord.headers)
        },
        onResponseData: (_controller, chunk) => chunks.push(chunk),
        onResponseEnd: () => response.end(Buffer.concat(chunks)),
        onResponseError: (_controller, error) => response.destroy(error),
      }
      const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
      agent.dispatch({ origin, path: '/', method: 'GET' }, handler)
    })
    gateway.listen(0, '127.0.0.1')
    await once(gateway, 'listening')
    t.after(async () => {
      await agent.destroy()
      gateway.close()
      provider.close()
    })
    const asking = httpRequest({ port: (gateway.address() as AddressInfo).port, host: '127.0.0.1', agent: false }).end()
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    answer.resume()
    await once(answer, 'end')
    assert.deepEqual(answer.rawHeaders.slice(0, 10), [
      'content-type',
      'application/json',
      'x-upstream-request-id',
      'req_1',
      'x-name',
      'gr\xfc\xdfe',
      'x-two',
      '1',
      'x-two',
      '2',
    ])
    assert.equal(answer.headers.server, undefined)
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.deepEqual(answer.rawTrailers, [])
  })

  it('never sees control characters, which undici refuses', async (t) => {
    const provider = createTcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nX-Name: a\x01b\r\nContent-Length: 0\r\n\r\n', 'latin1'))
    })
    provider.listen(0, '127.0.0.1')
    await once(provider, 'listening')
    const agent = new Agent()
    t.after(async () => {
      await agent.destroy()
      provider.close()
    })
    const port = (provider.address() as AddressInfo).port
    await assert.rejects(request(`http://127.0.0.1:${port}/`, { dispatcher: agent }), /Invalid header value char/)
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
