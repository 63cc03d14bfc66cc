import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { definePolicy, type EventVerdict, type PolicyDefinition } from './pipeline/policy.ts'
import { refuse } from './pipeline/refusal.ts'
import { attachment } from './testing/rows.ts'
import { beginStream, endStream, respond, writeChunk } from './testing/scripted-upstream.ts'
import { eventsOf, responsesStream } from './testing/test-answers.ts'
import { responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const call = { path: responsesPath, body: '{"model":"gpt-5.4","stream":true,"input":[]}' }

/** A policy that asks somebody else about every event: the test is that somebody. */
class Oracle {
  readonly asked: Array<{ name: string; answer: (verdict: EventVerdict) => void; fail: (error: Error) => void }> = []
  readonly policy: PolicyDefinition = definePolicy({
    name: 'asks',
    summary: 'For tests only.',
    kind: 'guardrail',
    config: z.strictObject({}),
    needs: { request: 'none', response: 'events' },
    onFailure: 'reject',
    create: () => ({
      onEvent: (_x, { name }) =>
        new Promise<EventVerdict>((resolve, reject) => this.asked.push({ name, answer: resolve, fail: reject })),
    }),
  })

  /** Answers as soon as there is something to answer. */
  async next(verdict: EventVerdict): Promise<string> {
    await until('a question', () => this.asked.length > 0)
    const question = this.asked.shift()
    question?.answer(verdict)
    return question?.name ?? ''
  }
}

describe('startGateway: a policy that has to wait', () => {
  const oracle = new Oracle()
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      policies: [oracle.policy],
      rows: (url) => [testApi(url, { policies: [attachment('asks')] })],
    })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  const stream = responsesStream()
  const count = eventsOf(stream).length

  it('gives the client every event in order, though all of them and the end came while it waited', async () => {
    tollgate.upstream.script = async (upstream) => {
      await beginStream(upstream)
      writeChunk(upstream, stream)
      endStream(upstream)
    }
    const open = tollgate.open(call)
    for (let index = 0; index < count; index++) await oracle.next('pass')
    await open.ended
    assert.ok(open.received.equals(stream))
    const [record] = (await tollgate.recordCount(1)).slice(-1)
    assert.equal(record?.outcome, 'answered')
    assert.deepEqual(
      record?.verdicts.map(({ policy, phase, verdict }) => [policy, phase, verdict]),
      [['asks', 'response', 'passed']],
    )
  })

  it('lets nothing of an event go before its verdict', async () => {
    tollgate.upstream.script = async (upstream) => {
      await beginStream(upstream)
      writeChunk(upstream, stream)
      endStream(upstream)
    }
    const open = tollgate.open(call)
    await open.head
    await until('a question', () => oracle.asked.length > 0)
    assert.equal(open.received.length, 0)
    await oracle.next('pass')
    await until('the second question', () => oracle.asked.length > 0)
    await oracle.next(refuse('guardrail_blocked', 'No.'))
    await open.ended
    assert.match(open.received.toString(), /response\.failed.*No\./)
    assert.doesNotMatch(open.received.toString(), /response\.completed/)
  })

  it('answers a plain answer once the verdict is there, and refuses where the asking fails', async () => {
    tollgate.upstream.script = (upstream) => respond(upstream, { body: '{"object":"response"}' })
    const passed = tollgate.call(call)
    assert.equal(await oracle.next('pass'), 'answer')
    assert.equal((await passed).text, '{"object":"response"}')
    const failing = tollgate.call(call)
    await until('a question', () => oracle.asked.length > 0)
    oracle.asked.shift()?.fail(new Error('an inner detail'))
    const refused = await failing
    assert.equal(refused.status, 503)
    assert.match(refused.text, /could not be checked/)
    assert.doesNotMatch(refused.text, /inner detail/)
  })

  it('ends with the client: a verdict that comes later changes nothing', async () => {
    const before = tollgate.records().length
    tollgate.upstream.script = async (upstream) => {
      await beginStream(upstream)
      writeChunk(upstream, stream)
    }
    const open = tollgate.open(call)
    open.ended.catch(() => {})
    await open.head
    await until('a question', () => oracle.asked.length > 0)
    open.abort()
    await tollgate.upstream.last.closed
    await oracle.next('pass')
    const records = await tollgate.recordCount(before + 1)
    assert.equal(records.length, before + 1)
    assert.equal(records.at(-1)?.outcome, 'cancelled')
    assert.deepEqual(oracle.asked, [], 'nobody is asked about the rest')
  })

  it('tells the client that the provider broke off, after the events that came before it', async () => {
    const begun = Buffer.concat(eventsOf(stream).slice(0, 2))
    const isAsked = Promise.withResolvers<void>()
    const isGone = Promise.withResolvers<void>()
    tollgate.upstream.script = async (upstream) => {
      await beginStream(upstream)
      writeChunk(upstream, begun)
      await isAsked.promise
      upstream.socket.destroy()
      isGone.resolve()
    }
    const open = tollgate.open(call)
    await until('a question', () => oracle.asked.length > 0)
    isAsked.resolve()
    await isGone.promise
    await oracle.next('pass')
    await oracle.next('pass')
    await open.ended
    const text = open.received.toString()
    assert.equal(text.slice(0, begun.length), begun.toString())
    assert.match(text, /response\.failed/)
  })

  it('hears that the provider broke off while nothing waits any more', async () => {
    const isPassed = Promise.withResolvers<void>()
    tollgate.upstream.script = async (upstream) => {
      await beginStream(upstream)
      writeChunk(upstream, eventsOf(stream)[0] ?? '')
      await isPassed.promise
      upstream.socket.destroy()
    }
    const open = tollgate.open(call)
    await oracle.next('pass')
    await open.until('response.created')
    isPassed.resolve()
    await open.ended
    assert.match(open.received.toString(), /response\.failed/)
  })
})
