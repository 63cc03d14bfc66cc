import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { until } from '../harness/until.ts'
import { FakeProvider } from './fake-provider.ts'
import { cutAfter, endOf, stallAfter, trickle } from './faults.ts'
import { byteByByte, cutAt, eventByEvent, whole } from './pieces.ts'
import { neverAnswer, type Reply, respond, respondRaw } from './reply.ts'

async function withProvider(reply: Reply, use: (provider: FakeProvider) => Promise<void>): Promise<void> {
  await using provider = await FakeProvider.start({ answer: () => reply })
  await use(provider)
}

test('FakeProvider records what it was sent, byte for byte', async () => {
  await withProvider(respond({ status: 201, headers: { 'X-Own': 'yes' }, body: 'fine' }), async (provider) => {
    const body = Buffer.from('{"model":"é\\u00e9"}')
    const response = await fetch(`${provider.url}/v1/responses?a=1`, {
      method: 'POST',
      headers: { 'x-in': 'put' },
      body,
    })
    assert.equal(response.status, 201)
    assert.equal(response.headers.get('x-own'), 'yes')
    assert.equal(await response.text(), 'fine')
    const [request] = provider.requests
    assert.equal(request?.path, '/v1/responses')
    assert.equal(request?.query.get('a'), '1')
    assert.equal(request?.header('x-in'), 'put')
    assert.deepEqual(request?.body, body)
    assert.equal(request?.bodySha256, createHash('sha256').update(body).digest('hex'))
    assert.ok(request?.raw.toString().startsWith('POST /v1/responses?a=1 HTTP/1.1\r\n'))
    await until('the reply is sent', () => provider.served[0]?.outcome === 'sent')
  })
})

test('FakeProvider reads a chunked body and keeps the connection for the next request', async () => {
  await withProvider(respond({ body: 'ok' }), async (provider) => {
    for (const _ of [1, 2]) {
      await new Promise<void>((resolve, reject) => {
        const outgoing = httpRequest(provider.url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } })
        outgoing.on('response', (response) => response.resume().on('end', resolve)).on('error', reject)
        outgoing.write('one ')
        outgoing.end('two')
      })
    }
    assert.deepEqual(
      provider.requests.map(({ body }) => String(body)),
      ['one two', 'one two'],
    )
    assert.equal(provider.connections, 1)
    assert.deepEqual(provider.problems, [])
  })
})

test('respond sends the same body however it is cut and framed', async () => {
  const body = 'data: {"é":1}\n\ndata: [DONE]\n\n'
  for (const pieces of [whole, byteByByte, eventByEvent, cutAt(3, 9, 9, 400)]) {
    for (const framing of ['length', 'chunked', 'close'] as const) {
      await withProvider(respond({ body, pieces, framing }), async (provider) => {
        assert.equal(await (await fetch(provider.url)).text(), body)
      })
    }
  }
})

test('cutAfter ends the connection after exactly so many bytes', async () => {
  const reply = respond({ body: 'first second', framing: 'chunked', pieces: cutAt(6) })
  for (const ending of ['close', 'reset'] as const) {
    await withProvider(cutAfter(reply, endOf(reply, 'first'), ending), async (provider) => {
      const response = await fetch(provider.url)
      await assert.rejects(response.text())
    })
    await withProvider(cutAfter(reply, 0, ending), async (provider) => {
      await assert.rejects(fetch(provider.url))
      assert.equal(provider.requests.length, 1)
    })
  }
})

test('stallAfter and neverAnswer hold until the client goes', async () => {
  const reply = respond({ body: 'never all of it' })
  for (const silent of [neverAnswer(), stallAfter(reply, 20)]) {
    await withProvider(silent, async (provider) => {
      await assert.rejects(fetch(provider.url, { signal: AbortSignal.timeout(60) }), { name: 'TimeoutError' })
      await until('the client is gone', () => provider.served[0]?.outcome === 'client-gone')
    })
  }
})

test('trickle sends the head byte by byte and the rest as it was', async () => {
  await withProvider(trickle(respond({ body: 'whole' }), 10, 5), async (provider) => {
    const startedAt = performance.now()
    assert.equal(await (await fetch(provider.url)).text(), 'whole')
    assert.ok(performance.now() - startedAt >= 45)
  })
})

test('respondRaw sends what no server would', async () => {
  await withProvider(respondRaw('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'), async (provider) => {
    await assert.rejects(fetch(provider.url))
  })
})

test('FakeProvider notes framing that a gateway must not send', async () => {
  await withProvider(respond(), async (provider) => {
    const { connect } = await import('node:net')
    const socket = connect(Number(new URL(provider.url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n')
    await new Promise((resolve) => socket.on('close', resolve))
    assert.deepEqual(provider.problems, ['more than one header frames the body'])
  })
})
