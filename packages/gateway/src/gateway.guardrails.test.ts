import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PolicyAttachment } from '@tollgate/contract/snapshot'
import { contentLength } from './policies/content-length/content-length.ts'
import { jsonSchema } from './policies/json-schema/json-schema.ts'
import { regex } from './policies/regex/regex.ts'
import { sentenceCount } from './policies/sentence-count/sentence-count.ts'
import { url } from './policies/url/url.ts'
import { wordCount } from './policies/word-count/word-count.ts'
import { attachment } from './testing/rows.ts'
import { chat, responses, type Spoken } from './testing/said-by-model.ts'
import { beginStream, endStream, respond, type Script, writeChunk } from './testing/scripted-upstream.ts'
import { chatPath, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const policies = [contentLength, jsonSchema, regex, sentenceCount, url, wordCount]
const needle = attachment('regex', { config: { name: 'No needles', regex: 'ne+dle', invert: true, flow: 'both' } })
const spokenAt = [
  [responses, responsesPath],
  [chat, chatPath],
] as const

function start(attached: readonly PolicyAttachment[], errorFormat: 'auto' | 'wso2' = 'auto'): Promise<TestGateway> {
  return startTestGateway({
    policies,
    rows: (upstream) => [testApi(upstream, { policies: [...attached], errorFormat })],
  })
}

function frames(spoken: Spoken, pieces: readonly string[]): Buffer[] {
  const rendered = spoken.stream(pieces).map((payload) => spoken.protocol.renderEvent(payload))
  return spoken === chat ? [...rendered, Buffer.from('data: [DONE]\n\n')] : rendered
}

/** Every byte a chunk of its own. */
function byteByByte(bytes: Buffer): Script {
  return async (call) => {
    await beginStream(call)
    for (const byte of bytes) writeChunk(call, Buffer.of(byte))
    endStream(call)
  }
}

describe('guardrails before the provider is called', () => {
  it('refuse once, in the dialect of the client, and the provider is not asked', async () => {
    await using tollgate = await start([needle])
    for (const [spoken, path] of spokenAt) {
      const refused = await tollgate.call({ path, body: JSON.stringify(spoken.ask('find the needle')) })
      assert.equal(refused.status, 400)
      const { error } = refused.json() as { error: Record<string, unknown> }
      assert.match(
        String(error.message),
        /^The rule No needles of this API refused the prompt: .*begin a new conversation/,
      )
    }
    assert.equal(tollgate.upstream.calls.length, 0)
    const records = await tollgate.recordCount(2)
    for (const { outcome, verdicts } of records) {
      assert.equal(outcome, 'refused')
      assert.equal(verdicts[0]?.verdict, 'refused')
      assert.deepEqual(verdicts[0]?.found, { 'No needles': 1 })
    }
  })

  it("refuse in the incumbent's words where the API asks for them", async () => {
    const config = { name: 'Word Limiter', min: '2', max: '10', showAssessment: true }
    await using tollgate = await start([attachment('word-count', { config })], 'wso2')
    const refused = await tollgate.call({ path: chatPath, body: JSON.stringify(chat.ask('Hello')) })
    assert.equal(refused.status, 446)
    assert.deepEqual(refused.json(), {
      code: '900514',
      type: 'WORD_COUNT_GUARDRAIL',
      message: {
        action: 'GUARDRAIL_INTERVENED',
        interveningGuardrail: 'Word Limiter',
        direction: 'REQUEST',
        actionReason: 'Violation of applied word count constraints detected.',
        assessments: 'Violation of word count detected. Expected between 2 and 10 words. But found 1 words.',
      },
    })
  })

  it('send on what passes', async () => {
    await using tollgate = await start([needle, attachment('sentence-count', { config: { min: 1, max: 2 } })])
    for (const [spoken, path] of spokenAt) {
      tollgate.upstream.script = (call) => respond(call, { body: JSON.stringify(spoken.answer('Hay.')) })
      const answer = await tollgate.call({ path, body: JSON.stringify(spoken.ask('Find the hay.')) })
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.json(), spoken.answer('Hay.'))
      assert.deepEqual(JSON.parse(String(await tollgate.upstream.last.body)), spoken.ask('Find the hay.'))
    }
  })
})

describe('guardrails in answers', () => {
  it('refuse a plain answer, of which the client reads nothing', async () => {
    await using tollgate = await start([needle])
    for (const [spoken, path] of spokenAt) {
      tollgate.upstream.script = (call) => respond(call, { body: JSON.stringify(spoken.answer('a needle')) })
      const refused = await tollgate.call({ path, body: JSON.stringify(spoken.ask('hi')) })
      assert.equal(refused.status, 400)
      assert.match(refused.text, /The rule No needles of this API refused the answer/)
      assert.ok(!refused.text.includes('a needle'))
    }
  })

  it('end a stream in the dialect of the client, and the match never reaches it, byte by byte', async () => {
    await using tollgate = await start([needle])
    for (const [spoken, path] of spokenAt) {
      tollgate.upstream.script = byteByByte(Buffer.concat(frames(spoken, ['hay and n', 'eee', 'dle and more'])))
      const answer = await tollgate.call({ path, body: JSON.stringify({ ...spoken.ask('hi'), stream: true }) })
      assert.equal(answer.status, 200)
      assert.ok(answer.text.includes('hay and '))
      assert.ok(!/eedle|dle and/.test(answer.text.replaceAll('No needles', '')), answer.text)
      assert.match(answer.text, /The rule No needles of this API refused the answer/)
      assert.ok(!answer.text.includes('response.completed'))
    }
  })

  it('let the first event go before the provider sends the second', async () => {
    await using tollgate = await start([needle])
    for (const [spoken, path] of spokenAt) {
      const all = frames(spoken, ['hay', ' is all'])
      const secondMayCome = Promise.withResolvers<void>()
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        writeChunk(call, Buffer.concat(all.slice(0, spoken === chat ? 2 : 3)))
        await secondMayCome.promise
        writeChunk(call, Buffer.concat(all.slice(spoken === chat ? 2 : 3)))
        endStream(call)
      }
      const open = tollgate.open({ path, body: JSON.stringify({ ...spoken.ask('hi'), stream: true }) })
      await open.until('hay')
      secondMayCome.resolve()
      await open.ended
      assert.equal(open.received.toString(), Buffer.concat(all).toString())
    }
  })

  it('keep a message back until it is known to be long enough', async () => {
    const config = { min: 3, max: 5, flow: 'response' }
    await using tollgate = await start([attachment('word-count', { config })])
    for (const [spoken, path] of spokenAt)
      for (const [pieces, passes] of [
        [['one ', 'two ', 'three'], true],
        [['one ', 'two'], false],
      ] as const) {
        tollgate.upstream.script = byteByByte(Buffer.concat(frames(spoken, pieces)))
        const answer = await tollgate.call({ path, body: JSON.stringify({ ...spoken.ask('hi'), stream: true }) })
        assert.equal(answer.text.includes('one two three'), passes)
        assert.equal(answer.text.includes('one'), passes)
        assert.equal(/refused the answer/.test(answer.text), !passes)
      }
  })

  it('ask for addresses, and let nothing go before the answer is there', async () => {
    await using tollgate = await start([attachment('url', { config: { flow: 'response' } })])
    const provider = tollgate.upstream.url
    for (const [spoken, path] of spokenAt)
      for (const status of [204, 404]) {
        tollgate.upstream.script = async (call) => {
          if (call.request.method === 'HEAD') return respond(call, { status, body: '' })
          return byteByByte(Buffer.concat(frames(spoken, ['see ', `${provider}/${status}`, ' there'])))(call)
        }
        const answer = await tollgate.call({ path, body: JSON.stringify({ ...spoken.ask('hi'), stream: true }) })
        assert.equal(answer.text.includes(`${provider}/${status}`), status === 204)
        assert.equal(/The rule url of this API refused the answer/.test(answer.text), status === 404)
      }
  })

  it('hold the model to a schema', async () => {
    const config = { schema: { type: 'object', required: ['title'] }, flow: 'response' }
    await using tollgate = await start([attachment('json-schema', { config })])
    for (const [spoken, path] of spokenAt)
      for (const [pieces, passes] of [
        [['Here: {"ti', 'tle":', '"a"}'], true],
        [['Here: {"ti', 'lte":', '"a"}'], false],
      ] as const) {
        tollgate.upstream.script = byteByByte(Buffer.concat(frames(spoken, pieces)))
        const answer = await tollgate.call({ path, body: JSON.stringify({ ...spoken.ask('hi'), stream: true }) })
        assert.equal(answer.text.includes('Here: '), passes)
        assert.equal(/The rule json-schema of this API refused the answer/.test(answer.text), !passes)
      }
  })
})
