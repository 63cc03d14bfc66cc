import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { renderSseEvent } from './protocols/sse.ts'
import { beginStream, chunk, endStream, writeChunk } from './testing/scripted-upstream.ts'
import { eventsOf, responsesStream } from './testing/test-answers.ts'
import { clientKey, responsesPath, startTestGateway } from './testing/test-gateway.ts'
import { until, within } from './testing/until.ts'

const mebibyte = 1_048_576
const totalBytes = 64 * mebibyte
const head = [
  `POST ${responsesPath} HTTP/1.1`,
  'host: localhost',
  `apikey: ${clientKey}`,
  'content-length: 2',
  '',
  '{}',
].join('\r\n')

describe('startGateway: a client that reads nothing', () => {
  it('costs a bounded amount of memory, stops the provider, and gets every byte when it reads on', async () => {
    await using tollgate = await startTestGateway()
    const delta = renderSseEvent('', { type: 'response.output_text.delta', delta: 'x'.repeat(65_000) })
    const piece = chunk(delta)
    let sent = 0
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      while (sent < totalBytes && !call.socket.destroyed) {
        sent += delta.length
        if (!call.socket.write(piece))
          await new Promise((resolve) => call.socket.once('drain', resolve).once('close', resolve))
      }
      writeChunk(call, eventsOf(responsesStream()).at(-1) ?? '')
      endStream(call)
    }
    const client = connect(tollgate.port, '127.0.0.1')
    client.pause()
    const before = process.memoryUsage().rss
    client.write(head)
    const most = await watchUntilStill(() => sent)
    assert.ok(most - before <= 40 * mebibyte, `${Math.round((most - before) / mebibyte)} MiB more`)
    assert.ok(sent < 24 * mebibyte, `the provider was let send ${sent} bytes`)
    assert.equal(tollgate.records().length, 0)

    let received = 0
    let tail = ''
    client.on('data', (bytes) => {
      received += bytes.length
      tail = (tail + bytes.toString('latin1')).slice(-400)
    })
    client.resume()
    await until('the terminal event', () => tail.includes('"usage"'), 20_000)
    assert.ok(received > totalBytes)
    client.destroy()
    await tollgate.recordCount(1)
    assert.equal(tollgate.records()[0]?.outcome, 'answered')
  })

  it('frees the provider at once where it leaves', async () => {
    await using tollgate = await startTestGateway()
    const piece = chunk(renderSseEvent('', { type: 'response.output_text.delta', delta: 'x'.repeat(65_000) }))
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      while (!call.socket.destroyed) {
        if (!call.socket.write(piece))
          await new Promise((resolve) => call.socket.once('drain', resolve).once('close', resolve))
      }
    }
    const client = connect(tollgate.port, '127.0.0.1')
    client.pause()
    client.write(head)
    await until('the call', () => tollgate.upstream.calls.length === 1)
    await sleep(300)
    client.resetAndDestroy()
    await within('the provider’s connection to be closed', tollgate.upstream.last.closed, 1_000)
    await tollgate.recordCount(1)
    assert.equal(tollgate.records()[0]?.outcome, 'cancelled')
  })
})

/** The most memory that was in use until the provider could send no more for half a second. */
async function watchUntilStill(sent: () => number): Promise<number> {
  let most = 0
  let last = -1
  for (let quiet = 0; quiet < 25; ) {
    most = Math.max(most, process.memoryUsage().rss)
    quiet = sent() > 0 && sent() === last ? quiet + 1 : 0
    last = sent()
    await sleep(20)
  }
  return most
}
