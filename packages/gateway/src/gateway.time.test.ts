import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { Watched } from './pipeline/call.ts'
import { SseReader } from './protocols/sse.ts'
import { beginStream, endStream, renderHead, writeChunk } from './testing/scripted-upstream.ts'
import { chatStream, eventsOf, responsesStream } from './testing/test-answers.ts'
import { chatPath, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until, within } from './testing/until.ts'

/** A watch whose clock the test moves: every look is at a time of its choice. */
class HandWatch {
  readonly open = new Set<Watched>()

  add(watched: Watched): void {
    this.open.add(watched)
  }

  delete(watched: Watched): void {
    this.open.delete(watched)
  }

  close(): void {}

  look(secondsFromNow: number): void {
    for (const watched of [...this.open]) watched.tick(performance.now() + secondsFromNow * 1_000)
  }
}

const request = { path: responsesPath, body: '{"model":"m","stream":true}' }
const events = eventsOf(responsesStream())
const heartbeatMark = '"type":"response.in_progress","response"'

describe('startGateway: what happens with time', () => {
  const watch = new HandWatch()
  let tollgate: TestGateway
  let release: () => void

  before(async () => {
    tollgate = await startTestGateway({
      watch,
      rows: (url) => [
        testApi(url, {}, { timeouts: { connectMs: 2_000, headersMs: 30_000, idleMs: 30_000, totalMs: 20_000 } }),
      ],
    })
  })

  beforeEach(() => {
    const released = Promise.withResolvers<void>()
    release = released.resolve
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, Buffer.concat(events.slice(0, 3)))
      await released.promise
      writeChunk(call, Buffer.concat(events.slice(3)))
      endStream(call)
    }
  })

  after(() => tollgate[Symbol.asyncDispose]())

  it('a heartbeat is sent after 15 s of silence, one for each, and never before', async () => {
    const open = tollgate.open(request)
    await open.until('response.output_item.added')
    const beats = () => open.received.toString().split(heartbeatMark).length - 1
    watch.look(14.5)
    await new Promise((resolve) => setTimeout(resolve, 30))
    assert.equal(beats(), 0)
    watch.look(15.5)
    await until('a heartbeat', () => beats() === 1)
    watch.look(14.5)
    watch.look(15.5)
    await until('a second heartbeat', () => beats() === 2)
    release()
    await open.ended
    assert.equal(beats(), 2)
  })

  it('a heartbeat stands between whole events, and is the only thing that is not the provider’s', async () => {
    const open = tollgate.open(request)
    await open.until('response.output_item.added')
    watch.look(15.5)
    await open.until(heartbeatMark)
    release()
    await open.ended
    const received = new SseReader(1_000_000).push(open.received)
    const others = received.filter((event) => !event.bytes.includes(heartbeatMark))
    assert.ok(Buffer.concat(others.map(({ bytes }) => bytes)).equals(responsesStream()))
    const created = received[0]?.json() as { response: unknown }
    const beat = received.find((event) => event.bytes.includes(heartbeatMark))
    assert.deepEqual(beat?.json(), { type: 'response.in_progress', response: created.response })
    assert.equal(tollgate.records().at(-1)?.responseBytes, open.received.length)
  })

  it('no heartbeat is sent before the response is created, behind its end, or where half an event has come', async () => {
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      await new Promise<void>((resolve) => {
        release = resolve
      })
      writeChunk(call, responsesStream())
    }
    const open = tollgate.open(request)
    await open.head
    watch.look(15.5)
    release()
    await open.until('response.completed')
    watch.look(19)
    await new Promise((resolve) => setTimeout(resolve, 30))
    assert.ok(open.received.equals(responsesStream()))
    open.abort()
  })

  it('no heartbeat is sent in the dialect of Chat Completions, whose SDKs throw on what they do not expect', async () => {
    const stream = chatStream('with-usage')
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, eventsOf(stream)[0] ?? '')
      await new Promise<void>((resolve) => {
        release = resolve
      })
      writeChunk(call, Buffer.concat(eventsOf(stream).slice(1)))
      endStream(call)
    }
    const open = tollgate.open({ path: chatPath, body: '{"stream":true,"stream_options":{"include_usage":true}}' })
    await open.until('assistant')
    watch.look(15.5)
    release()
    await open.ended
    assert.ok(open.received.equals(stream))
  })

  it('a stream that takes longer than its total timeout ends with a failure, and stops the provider', async () => {
    const open = tollgate.open(request)
    await open.until('response.output_item.added')
    watch.look(19.5)
    watch.look(20.5)
    await open.ended
    assert.match(open.received.toString(), /event: response\.failed\ndata: .*did not answer in time/)
    await within('the provider’s connection to be closed', tollgate.upstream.last.closed, 1_000)
    const record = tollgate.records().at(-1)
    assert.deepEqual(
      [record?.outcome, record?.refusal?.code, record?.usage.source],
      ['failed', 'provider_timeout', 'estimate'],
    )
    assert.equal(watch.open.size, 0)
  })

  it('a plain answer, and one that has not begun, are held to the total timeout too', async () => {
    for (const text of ['', `${renderHead(200, { 'content-type': 'application/json', 'content-length': '10' })}{`]) {
      tollgate.upstream.script = async (call) => {
        await call.body
        call.socket.write(text)
      }
      const answer = tollgate.call(request)
      await until('the attempt', () => watch.open.size === 1)
      await until('the provider to be called', () => tollgate.upstream.last.request.complete)
      await new Promise((resolve) => setTimeout(resolve, 30))
      watch.look(20.5)
      assert.equal((await answer).status, 504)
      await within('the provider’s connection to be closed', tollgate.upstream.last.closed, 1_000)
      assert.equal(tollgate.records().at(-1)?.refusal?.code, 'provider_timeout')
    }
  })

  it('nothing is looked at any more once its call has ended', async () => {
    release()
    await tollgate.call(request)
    const open = tollgate.open(request)
    await open.until('response.created')
    open.abort()
    await until('nothing to be watched', () => watch.open.size === 0)
  })
})
