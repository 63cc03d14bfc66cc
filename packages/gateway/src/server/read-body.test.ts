import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { readBody } from './read-body.ts'

const limits = { bytesMax: 100_000 }

describe('readBody', () => {
  it('reads a body however it is cut', async () => {
    for (const chunks of [[], ['{}'], ['{', '', '}'], Array(50_000).fill('ab')]) {
      const expected = chunks.join('')
      const body = await readBody(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), limits)
      assert.ok(Buffer.isBuffer(body))
      assert.equal(body.toString(), expected)
    }
  })

  it('takes a body of exactly the limit and refuses one more byte', async () => {
    assert.ok(Buffer.isBuffer(await readBody(Readable.from([Buffer.alloc(100_000)]), limits)))
    assert.deepEqual(await readBody(Readable.from([Buffer.alloc(100_000), Buffer.alloc(1)]), limits), {
      code: 'body_too_large',
      message: 'The request body is larger than 100000 bytes.',
    })
  })

  it('stops reading at the limit and survives what the stream does later', async () => {
    const stream = new PassThrough({ highWaterMark: 1024 })
    const reading = readBody(stream, { bytesMax: 1000 })
    stream.write(Buffer.alloc(1001))
    assert.ok(!Buffer.isBuffer(await reading))
    assert.equal(stream.isPaused(), true)
    stream.write(Buffer.alloc(5000))
    assert.ok(stream.readableLength > 0, 'what comes later stays where it is')
    const closed = new Promise((resolve) => stream.once('close', resolve))
    stream.destroy(new Error('reset'))
    await closed
  })

  it('rejects a stream that was read or destroyed before', async () => {
    const read = Readable.from([Buffer.from('a')])
    await readBody(read, limits)
    await assert.rejects(readBody(read, limits))
    await assert.rejects(readBody(new PassThrough().destroy(), limits))
  })

  it('rejects with the cause where the stream breaks', async () => {
    const stream = new PassThrough()
    const reading = readBody(stream, limits)
    stream.write('half')
    const cause = new Error('reset')
    stream.destroy(cause)
    await assert.rejects(reading, (error: Error) => error.cause === cause)
  })

  it('rejects where the stream is closed before its end', async () => {
    const stream = new PassThrough()
    const reading = readBody(stream, limits)
    stream.destroy()
    await assert.rejects(reading, /closed before the end/)
  })
})

describe('readBody of a request', () => {
  it('reads what a client sends, by length and in chunks', async (t) => {
    const { port, bodies } = await listen(t.after.bind(t))
    for (const headers of [{ 'content-length': 70_000 }, { 'transfer-encoding': 'chunked' }]) {
      const sending = request({ port, host: '127.0.0.1', method: 'POST', headers })
      sending.write(Buffer.alloc(35_000, 'a'))
      sending.end(Buffer.alloc(35_000, 'b'))
      const [answer] = (await once(sending, 'response')) as [IncomingMessage]
      answer.resume()
      const body = await bodies.shift()
      assert.ok(Buffer.isBuffer(body))
      assert.equal(body.toString(), 'a'.repeat(35_000) + 'b'.repeat(35_000))
    }
  })

  it('rejects where the client goes away in the middle', async (t) => {
    const { port, bodies } = await listen(t.after.bind(t))
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{}')
    while (bodies.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    socket.destroy()
    await assert.rejects(async () => await bodies[0])
  })
})

/** A server that reads every body with `readBody` and answers 200 when it is there. */
async function listen(after: (end: () => void) => void) {
  const bodies: ReturnType<typeof readBody>[] = []
  const server = createServer((incoming, response) => {
    const body = readBody(incoming, limits)
    bodies.push(body)
    body.then(
      () => response.end(),
      () => undefined,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, bodies }
}
