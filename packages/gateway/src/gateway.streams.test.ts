import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { attachment } from './testing/rows.ts'
import { beginStream, endStream, respond, writeChunk } from './testing/scripted-upstream.ts'
import { chatStream, eventsOf, type ResponsesFixture, responsesStream, streaming } from './testing/test-answers.ts'
import { chatPath, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until, within } from './testing/until.ts'

const streamRequest = { path: responsesPath, body: '{"model":"gpt-5.4","stream":true,"input":[]}' }
const askingChat = '{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[]}'
const silentChat = '{"model":"m","stream":true,"messages":[]}'

describe('startGateway: answers', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url),
        testApi(url, { name: 'listed', models: [{ id: 'gpt-5.4', displayName: 'GPT', contextWindow: 1_000 }] }),
        testApi(url, {
          name: 'decorated',
          policies: [attachment('prompt-decorator', { config: { text: 'Be brief.' } })],
        }),
      ],
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) => respond(call, {})
  })

  after(() => tollgate[Symbol.asyncDispose]())

  const fixtures: ReadonlyArray<readonly [name: ResponsesFixture, outcome: string, output: number | undefined]> = [
    ['plain-answer', 'answered', 14],
    ['tool-call', 'answered', 27],
    ['reasoning', 'answered', 412],
    ['incomplete', 'answered', 16],
    ['failed', 'failed', undefined],
  ]
  const chunkings: ReadonlyArray<readonly [name: string, cut: (stream: Buffer) => Buffer[]]> = [
    ['in one piece', (stream) => [stream]],
    ['event by event', eventsOf],
    ['byte by byte', (stream) => [...stream].map((byte) => Buffer.from([byte]))],
  ]
  for (const [name, outcome, output] of fixtures) {
    for (const [chunking, cut] of chunkings) {
      it(`are the provider’s very bytes: ${name}, sent ${chunking}`, async () => {
        const stream = responsesStream(name)
        const before = tollgate.records().length
        tollgate.upstream.script = streaming(cut(stream))
        const answer = await tollgate.call(streamRequest)
        assert.equal(answer.status, 200)
        assert.equal(answer.headers['content-type'], 'text/event-stream')
        assert.equal(answer.headers['cache-control'], 'no-cache')
        assert.equal(answer.headers['content-encoding'], undefined)
        assert.ok(answer.body.equals(stream))
        const [record] = tollgate.records().slice(before)
        assert.equal(record?.outcome, outcome)
        assert.equal(record?.stream, true)
        assert.equal(record?.responseBytes, stream.length)
        assert.equal(record?.model.served, 'gpt-5.4-2026-03-05')
        if (output !== undefined) assert.equal(record?.usage.outputTokens, output)
        assert.equal(record?.usage.estimated, output === undefined)
      })
    }
  }

  for (const [name, lineEnd] of [
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    it(`keep ${name} as line ends, comments, fields that nobody knows, and what follows the terminal event`, async () => {
      const text = `: hello\n\nretry: 10\nid: 5\nfuture: x\n\n${responsesStream()}data: [DONE]\n\n: bye\n\n`.replaceAll(
        '\n',
        lineEnd,
      )
      tollgate.upstream.script = streaming([Buffer.from(text)])
      const answer = await tollgate.call(streamRequest)
      assert.equal(answer.text, text)
      assert.equal(tollgate.records().at(-1)?.usage.outputTokens, 14)
    })
  }

  it('keep a last event that no blank line closes', async () => {
    const text = `${responsesStream()}data: [DONE]\n`
    tollgate.upstream.script = streaming([Buffer.from(text)])
    assert.equal((await tollgate.call(streamRequest)).text, text)
  })

  it('come as they are made: every event is at the client before the provider makes the next', async () => {
    const events = eventsOf(responsesStream())
    const seen = events.map(() => Promise.withResolvers<void>())
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      for (const [index, event] of events.entries()) {
        writeChunk(call, event)
        await seen[index]?.promise
      }
      endStream(call)
    }
    const open = tollgate.open(streamRequest)
    let length = 0
    for (const [index, event] of events.entries()) {
      length += event.length
      await until(`event ${index}`, () => open.received.length >= length, 2_000)
      assert.ok(open.received.equals(Buffer.concat(events.slice(0, index + 1))))
      seen[index]?.resolve()
    }
    await open.ended
  })

  it('begin with the provider’s head, before its first event', async () => {
    const release = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await beginStream(call, { 'x-codex-turn-state': 'early' })
      await release.promise
      writeChunk(call, responsesStream())
      endStream(call)
    }
    const open = tollgate.open(streamRequest)
    const { headers } = await within('the head', open.head, 2_000)
    assert.equal(headers['x-codex-turn-state'], 'early')
    release.resolve()
    await open.ended
  })

  it('keep their order over ten thousand events', async () => {
    const events = Array.from({ length: 10_000 }, (_, index) =>
      Buffer.from(`data: {"type":"response.output_text.delta","delta":"${index}"}\n\n`),
    )
    const completed = eventsOf(responsesStream()).at(-1) ?? Buffer.alloc(0)
    tollgate.upstream.script = streaming([...events, completed])
    const answer = await tollgate.call(streamRequest)
    assert.ok(answer.body.equals(Buffer.concat([...events, completed])))
  })

  describe('are written down before the client can know that they are complete', () => {
    it('where they stream: the record is on disk when the terminal event comes, and not before it is there', async () => {
      const before = tollgate.records().length
      const events = eventsOf(responsesStream())
      const release = Promise.withResolvers<void>()
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        for (const event of events.slice(0, -1)) writeChunk(call, event)
        await release.promise
        writeChunk(call, events.at(-1) ?? '')
        endStream(call)
      }
      const open = tollgate.open(streamRequest)
      await open.until('event: response.output_item.done')
      assert.equal(tollgate.records().length - before, 0)
      const found: number[] = []
      open.onData((received) => {
        if (received.includes('event: response.completed')) found.push(tollgate.records().length - before)
      })
      release.resolve()
      await open.ended
      assert.equal(found[0], 1)
      assert.equal(tollgate.records().at(-1)?.usage.inputTokens, 9_120)
    })

    it('where they are plain JSON, and where they are errors', async () => {
      for (const status of [200, 400, 500]) {
        const before = tollgate.records().length
        tollgate.upstream.script = (call) => respond(call, { status, body: '{"status":"completed"}' })
        const open = tollgate.open(streamRequest)
        let records = -1
        open.onData(() => {
          records = tollgate.records().length - before
        })
        await open.ended
        assert.equal(records, 1)
      }
    })
  })

  describe('that are plain JSON', () => {
    it('are the provider’s very bytes, with their length', async () => {
      const body =
        '{ "id" : "resp_1", "status":"completed", "model":"m-1", "usage":{"input_tokens":11,"output_tokens":2,"total_tokens":13}, "ü":1.0 }\n'
      tollgate.upstream.script = (call) =>
        respond(call, { body, headers: { 'content-type': 'application/json; charset=utf-8' } })
      const answer = await tollgate.call({ path: responsesPath, body: '{"model":"m"}' })
      assert.equal(answer.text, body)
      assert.equal(answer.headers['content-length'], String(Buffer.byteLength(body)))
      const record = tollgate.records().at(-1)
      assert.deepEqual(
        [record?.outcome, record?.stream, record?.model.served, record?.usage.totalTokens],
        ['answered', false, 'm-1', 13],
      )
    })

    it('count as failed where they say so', async () => {
      tollgate.upstream.script = (call) => respond(call, { body: '{"status":"failed","usage":null}' })
      await tollgate.call({ path: responsesPath, body: '{"model":"m"}' })
      assert.equal(tollgate.records().at(-1)?.outcome, 'failed')
    })

    it('are charged by estimate, flagged, where they report nothing', async () => {
      tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed","output":["0123456789"]}' })
      await tollgate.call({ path: responsesPath, body: 'x'.repeat(400) })
      const usage = tollgate.records().at(-1)?.usage
      assert.deepEqual([usage?.source, usage?.estimated, usage?.inputTokens], ['estimate', true, 100])
      assert.ok((usage?.outputTokens ?? 0) > 0)
    })
  })

  describe('of Chat Completions', () => {
    it('have their usage asked for and counted, and its chunk kept from a client that did not ask', async () => {
      const stream = chatStream('with-usage')
      tollgate.upstream.script = streaming(eventsOf(stream))
      const answer = await tollgate.call({ path: chatPath, body: silentChat })
      assert.deepEqual(JSON.parse(String(await tollgate.upstream.last.body)), {
        ...JSON.parse(silentChat),
        stream_options: { include_usage: true },
      })
      assert.ok(answer.body.length < stream.length && answer.text.endsWith('data: [DONE]\n\n'))
      assert.doesNotMatch(answer.text, /"prompt_tokens"/)
      const record = tollgate.records().at(-1)
      assert.deepEqual(
        [record?.usage.inputTokens, record?.usage.cachedInputTokens, record?.usage.outputTokens],
        [31, 8, 6],
      )
      assert.equal(record?.protocol, 'openai-chat')
    })

    it('pass whole to a client that asked', async () => {
      const stream = chatStream('with-usage')
      tollgate.upstream.script = streaming([stream])
      const answer = await tollgate.call({ path: chatPath, body: askingChat })
      assert.ok(answer.body.equals(stream))
      assert.equal(String(await tollgate.upstream.last.body), askingChat)
    })

    it('do the same where a policy reads the request', async () => {
      tollgate.upstream.script = streaming([chatStream('with-usage')])
      const answer = await tollgate.call({ path: '/decorated/1.0/chat/completions', body: silentChat })
      const sent = JSON.parse(String(await tollgate.upstream.last.body))
      assert.deepEqual(sent.stream_options, { include_usage: true })
      assert.match(JSON.stringify(sent.messages), /Be brief\./)
      assert.doesNotMatch(answer.text, /"prompt_tokens"/)
      assert.equal(tollgate.records().at(-1)?.usage.inputTokens, 31)
    })
  })

  describe('to GET /models', () => {
    it('come from the API’s own list, without a call to the provider, and cost nothing', async () => {
      const calls = tollgate.upstream.calls.length
      const answer = await tollgate.call({ method: 'GET', path: '/listed/1.0/v1/models?client_version=0.169.0' })
      const { data, models } = answer.json() as { data: Array<{ id: string }>; models: Array<{ slug: string }> }
      assert.deepEqual([data[0]?.id, models[0]?.slug], ['gpt-5.4', 'gpt-5.4'])
      assert.equal(tollgate.upstream.calls.length, calls)
      assert.deepEqual(tollgate.records().at(-1)?.usage.source, 'none')
    })

    it('come from the provider else, completed for Codex', async () => {
      tollgate.upstream.script = (call) => respond(call, { body: '{"object":"list","data":[{"id":"m-1"}]}' })
      const answer = await tollgate.call({ method: 'GET', path: '/openai/1.0/models' })
      const { data, models } = answer.json() as { data: Array<{ id: string }>; models: Array<{ slug: string }> }
      assert.deepEqual([data[0]?.id, models[0]?.slug], ['m-1', 'm-1'])
      assert.equal(tollgate.upstream.last.request.url, '/v1/models')
      assert.equal(answer.headers['content-length'], String(answer.body.length))
      assert.deepEqual(tollgate.records().at(-1)?.usage.source, 'none')
    })
  })
})
