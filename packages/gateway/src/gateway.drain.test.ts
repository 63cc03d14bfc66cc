import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { describe, it } from 'node:test'
import { send } from './testing/client.ts'
import { RawConnection } from './testing/raw-client.ts'
import { beginStream, endStream, respond, writeChunk } from './testing/scripted-upstream.ts'
import { responsesStream } from './testing/test-answers.ts'
import { clientKey, responsesPath, startTestGateway } from './testing/test-gateway.ts'
import { until, within } from './testing/until.ts'

const request = { path: responsesPath, body: '{"model":"m","stream":true}' }
const stream = responsesStream()

describe('Gateway.stop', () => {
  it('lets an open stream end, takes no new connection, and resolves then', async () => {
    await using tollgate = await startTestGateway()
    const release = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, stream.subarray(0, 1_500))
      await release.promise
      writeChunk(call, stream.subarray(1_500))
      endStream(call)
    }
    const open = tollgate.open(request)
    await open.until('response.created')
    let isStopped = false
    const stopped = tollgate.gateway.stop(10_000).then(() => {
      isStopped = true
    })
    await assert.rejects(send(tollgate.port, { method: 'GET', path: '/healthz' }), /ECONNREFUSED/)
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.equal(isStopped, false)
    release.resolve()
    await open.ended
    assert.ok(open.received.equals(stream))
    await within('the stop', stopped, 1_500)
    assert.equal(tollgate.records()[0]?.outcome, 'answered')
  })

  it('closes connections that are idle at once, on both ports and in both versions of HTTP', async () => {
    await using tollgate = await startTestGateway()
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    const used = await RawConnection.open(tollgate.port)
    used.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await until('the answer', () => used.text.includes('configVersion'))
    const session = connectHttp2(`https://localhost:${tollgate.httpsPort}`, { rejectUnauthorized: false })
    await once(session, 'connect')
    const health = session.request({ ':path': '/healthz' })
    await once(health.resume(), 'end')
    const sessionClosed = once(session, 'close')
    await within('the stop', tollgate.gateway.stop(10_000), 1_500)
    await within('the HTTP/1.1 connection to be closed', used.closed, 500)
    await within('the HTTP/2 session to be closed', sessionClosed, 500)
  })

  it('answers a request that comes on an open connection meanwhile, and says that it is the last', async () => {
    await using tollgate = await startTestGateway()
    const release = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await release.promise
      await respond(call, { body: '{"status":"completed"}' })
    }
    const connection = await RawConnection.open(tollgate.port)
    const lines = ['host: localhost', `apikey: ${clientKey}`, 'content-length: 2', '', '{}']
    connection.write([`POST ${responsesPath} HTTP/1.1`, ...lines].join('\r\n'))
    await until('the call', () => tollgate.upstream.calls.length === 1)
    const stopped = tollgate.gateway.stop(10_000)
    connection.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 50))
    release.resolve()
    await within('the stop', stopped, 1_500)
    await within('the connection to be closed', connection.closed, 500)
    assert.equal(connection.statuses[0], 200)
    assert.match(connection.text, /connection: close/i)
  })

  it('breaks off what is left when its time is up, and has written the record by then', async () => {
    await using tollgate = await startTestGateway()
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, stream.subarray(0, 1_500))
    }
    const open = tollgate.open(request)
    await open.until('response.created')
    const started = performance.now()
    await tollgate.gateway.stop(300)
    assert.ok(performance.now() - started < 1_500)
    assert.deepEqual(
      tollgate.records().map(({ outcome }) => outcome),
      ['cancelled'],
    )
    await assert.rejects(open.ended)
    await within('the provider’s connection to be closed', tollgate.upstream.last.closed, 1_000)
  })

  it('resolves where nothing is open, and leaves no connection to the control plane', async () => {
    await using tollgate = await startTestGateway()
    await within('the stop', tollgate.gateway.stop(10_000), 1_000)
    await until('the control plane to be left', () => tollgate.control.openConnections === 0)
  })
})
