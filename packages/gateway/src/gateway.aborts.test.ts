import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { beginStream, endStream, renderHead, respond, writeChunk } from './testing/scripted-upstream.ts'
import { eventsOf, responsesStream, streaming } from './testing/test-answers.ts'
import { responsesPath, startTestGateway, type TestGateway } from './testing/test-gateway.ts'
import { within } from './testing/until.ts'

const request = {
  path: responsesPath,
  body: '{"model":"gpt-5.4","stream":true,"input":"0123456789012345678901234567890123456789"}',
}
const events = eventsOf(responsesStream())
const terminalAt = events.length - 1

describe('startGateway: clients that leave', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway()
  })

  after(() => tollgate[Symbol.asyncDispose]())

  /** The one record that a call left behind. */
  async function recordAfter(before: number) {
    await tollgate.recordCount(before + 1)
    await sleep(30)
    const [record, ...others] = tollgate.records().slice(before)
    assert.equal(others.length, 0)
    assert.ok(record)
    return record
  }

  async function assertUpstreamCloses(): Promise<void> {
    const left = performance.now()
    const closed = await within('the provider’s connection to be closed', tollgate.upstream.last.closed, 1_000)
    assert.ok(closed - left < 1_000)
  }

  for (let index = 0; index < terminalAt; index++) {
    it(`stop the provider behind event ${index}, and are charged for what was seen`, async () => {
      const before = tollgate.records().length
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        for (const event of events.slice(0, index + 1)) writeChunk(call, event)
      }
      const open = tollgate.open(request)
      await open.until(String(events[index]))
      open.abort()
      await assertUpstreamCloses()
      const record = await recordAfter(before)
      assert.equal(record.outcome, 'cancelled')
      assert.equal(record.refusal, null)
      assert.equal(record.usage.source, 'estimate')
      assert.equal(record.usage.inputTokens, Math.ceil(request.body.length / 4))
      const deltas = events.slice(0, index + 1).filter((event) => event.includes('"delta":"')).length
      assert.equal(record.usage.outputTokens > 0, deltas > 0)
    })
  }

  it('are answered, and charged as reported, where they close right behind the terminal event', async () => {
    for (let round = 0; round < 20; round++) {
      const before = tollgate.records().length
      // The provider never ends its stream: only the terminal event counts.
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        for (const event of events) writeChunk(call, event)
      }
      const open = tollgate.open(request)
      await open.until('"type":"response.completed"')
      open.abort()
      await assertUpstreamCloses()
      const record = await recordAfter(before)
      assert.deepEqual([record.outcome, record.usage.source, record.usage.outputTokens], ['answered', 'provider', 14])
    }
  })

  it('stop a provider that has not answered yet', async () => {
    const before = tollgate.records().length
    const arrived = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await call.body
      arrived.resolve()
    }
    const open = tollgate.open(request)
    await arrived.promise
    open.abort()
    await assertUpstreamCloses()
    const record = await recordAfter(before)
    assert.deepEqual([record.outcome, record.status, record.attempts[0]?.status], ['cancelled', 0, null])
  })

  it('stop a plain answer in its middle', async () => {
    const before = tollgate.records().length
    const halfSent = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await call.body
      call.socket.write(renderHead(200, { 'content-type': 'application/json', 'content-length': '100' }))
      call.socket.write('{"half":', () => halfSent.resolve())
    }
    const open = tollgate.open(request)
    await halfSent.promise
    await sleep(20)
    open.abort()
    await assertUpstreamCloses()
    assert.equal((await recordAfter(before)).outcome, 'cancelled')
  })

  it('leave at once, a hundred at a time, and nobody else notices', async () => {
    const before = tollgate.records().length
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, events[0] ?? '')
    }
    const open = Array.from({ length: 100 }, () => tollgate.open(request))
    await Promise.all(open.map((call) => call.until('response.created')))
    for (const call of open) call.abort()
    await tollgate.recordCount(before + 100)
    const records = tollgate.records().slice(before)
    assert.deepEqual([...new Set(records.map(({ outcome }) => outcome))], ['cancelled'])
    assert.equal(new Set(records.map(({ id }) => id)).size, 100)
    tollgate.upstream.script = streaming([responsesStream()])
    assert.ok((await tollgate.call(request)).body.equals(responsesStream()))
  })

  it('leave a connection to the provider that the next call does not get', async () => {
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, events[0] ?? '')
    }
    const open = tollgate.open(request)
    await open.until('response.created')
    const { socket } = tollgate.upstream.last
    open.abort()
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    assert.equal((await tollgate.call(request)).text, '{"status":"completed"}')
    assert.notEqual(tollgate.upstream.last.socket, socket)
    endStream(tollgate.upstream.last)
  })
})
