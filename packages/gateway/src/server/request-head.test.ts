import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { checkRequestHead, type RequestHead } from './request-head.ts'

function headWith(change: Partial<RequestHead> = {}): RequestHead {
  return {
    httpVersion: '1.1',
    isHttp2: false,
    method: 'POST',
    url: '/a/1/responses',
    rawHeaders: ['Host', 'a'],
    ...change,
  }
}

function withHeaders(...rawHeaders: string[]): RequestHead {
  return headWith({ rawHeaders: ['Host', 'a', ...rawHeaders] })
}

function codeOf(head: RequestHead): string | undefined {
  return checkRequestHead(head)?.code
}

describe('checkRequestHead', () => {
  it('says nothing about a good head', () => {
    assert.equal(checkRequestHead(headWith()), undefined)
  })

  it('tells a code, a sentence, and that the connection is to be closed', () => {
    assert.deepEqual(checkRequestHead(withHeaders('Authorization', 'a', 'authorization', 'b')), {
      code: 'malformed_request',
      message: 'The header authorization must not appear more than once.',
      close: true,
    })
  })

  it('names the code of each kind of problem', () => {
    assert.equal(codeOf(headWith({ httpVersion: '0.9' })), 'version_unsupported')
    assert.equal(codeOf(headWith({ httpVersion: '2.0' })), 'version_unsupported')
    assert.equal(codeOf(headWith({ isHttp2: true })), 'version_unsupported')
    assert.equal(codeOf(headWith({ method: 'TRACE' })), 'method_not_allowed')
    assert.equal(codeOf(headWith({ method: 'post' })), 'method_not_allowed')
    assert.equal(codeOf(headWith({ url: '/../a' })), 'malformed_request')
    assert.equal(codeOf(headWith({ rawHeaders: [] })), 'malformed_request')
    assert.equal(codeOf(withHeaders('Transfer-Encoding', 'gzip, chunked')), 'transfer_encoding_unsupported')
    assert.equal(codeOf(withHeaders('Expect', '200-ok')), 'expectation_failed')
  })

  it('judges what Node and its parser would never let through', () => {
    for (const value of ['a\r\nEvil: b', 'a\nb', 'a\rb', 'a\0b', '\n', 'a'.repeat(4096).concat('\r')])
      assert.equal(codeOf(withHeaders('X-Name', value)), 'malformed_request', JSON.stringify(value))
    assert.equal(codeOf(withHeaders('Content-Length', '1e3')), 'malformed_request')
    assert.equal(codeOf(withHeaders('Content-Length', '1', 'Transfer-Encoding', 'chunked')), 'malformed_request')
    assert.equal(codeOf(withHeaders('Content-Length', '1', 'content-length', '1')), 'malformed_request')
  })

  it('finds a header in any case', () => {
    for (const name of ['expect', 'EXPECT', 'eXpEcT'])
      assert.equal(codeOf(withHeaders(name, 'x')), 'expectation_failed')
    for (const name of ['expected', 'xexpect', 'expec', 'exp\u0065ct-x'])
      assert.equal(codeOf(withHeaders(name, 'x')), undefined)
  })

  it('takes the underscores of early Codex versions and no others', () => {
    for (const name of ['session_id', 'conversation_id', 'Session_Id'])
      assert.equal(codeOf(withHeaders(name, 'x')), undefined)
    for (const name of ['session_id_', 'content_length', '_', 'x_y'])
      assert.equal(codeOf(withHeaders(name, 'x')), 'malformed_request')
  })
})

describe('checkRequestHead on HTTP/2', () => {
  const server = createServer()
  const seen: RequestHead[] = []
  let url = ''

  before(async () => {
    server.on('request', (request, response) => {
      const { httpVersion, method, url: target, rawHeaders } = request
      const head = { httpVersion, isHttp2: true, method, url: target, rawHeaders: [...rawHeaders] }
      seen.push(head)
      response.writeHead(checkRequestHead(head) === undefined ? 200 : 400).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  after(() => server.close())

  const cases: ReadonlyArray<readonly [string, OutgoingHttpHeaders, number]> = [
    ['takes :authority for Host', { ':path': '/a' }, 200],
    ['takes Host where :authority is absent', { ':path': '/a', host: 'gateway.test' }, 200],
    ['takes both where they agree', { ':path': '/a', ':authority': 'gateway.test', host: 'Gateway.Test' }, 200],
    ['refuses both where they differ', { ':path': '/a', ':authority': 'gateway.test', host: 'evil.test' }, 400],
    ['refuses an :authority that is no host', { ':path': '/a', ':authority': 'gateway.test:99999' }, 400],
    ['refuses dot segments', { ':path': '/a/../b' }, 400],
    ['refuses two slashes', { ':path': '//evil.test/a' }, 400],
    ['refuses an underscore', { ':path': '/a', x_forwarded_for: '127.0.0.1' }, 400],
    ['takes te', { ':path': '/a', te: 'trailers' }, 200],
  ]

  for (const [name, headers, status] of cases) {
    it(name, async () => {
      const session = connect(url)
      const stream = session.request(headers)
      stream.end()
      const [answer] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }]
      assert.equal(answer[':status'], status)
      stream.resume()
      await once(stream, 'close')
      session.close()
    })
  }

  it('refuses what HTTP/2 does not have, should a library let it through', () => {
    const rawHeaders = [':authority', 'gateway.test']
    const head = headWith({ httpVersion: '2.0', isHttp2: true, rawHeaders })
    assert.equal(codeOf(head), undefined)
    for (const more of [
      ['connection', 'close'],
      ['transfer-encoding', 'chunked'],
      [':authority', 'gateway.test'],
    ])
      assert.equal(codeOf({ ...head, rawHeaders: [...rawHeaders, ...more] }), 'malformed_request')
  })

  it('saw the pseudo headers among the raw ones', () => {
    assert.ok(seen.some(({ rawHeaders }) => rawHeaders.includes(':authority')))
  })
})
