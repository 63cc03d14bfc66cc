import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { changed, definePolicy, type Policy, type PolicyDeps, type PolicyNeeds } from './pipeline/policy.ts'
import { refuse } from './pipeline/refusal.ts'
import { objectField, stringField } from './protocols/json-fields.ts'
import { openaiResponses } from './protocols/openai-responses/openai-responses.ts'
import { protocolContract } from './protocols/protocol.contract.ts'
import type { Protocol } from './protocols/protocol.ts'
import { requestParameters } from './protocols/request-parameters.ts'
import { noTools } from './protocols/request-tools.ts'
import { renderSseEvent, type SseEvent } from './protocols/sse.ts'
import { noCoverage, noTexts } from './protocols/text-lens.ts'
import { attachment } from './testing/rows.ts'
import { beginStream, endStream, respond, writeChunk } from './testing/scripted-upstream.ts'
import { responsesStream, streaming } from './testing/test-answers.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

/** A dialect that nothing outside this file knows: words that are counted, and a last event that says END. */
const countedWords: Protocol = {
  name: 'counted-words',
  dialect: 'openai',
  operations: [{ method: 'POST', path: '/words' }],
  requestNeeds: 'whole',
  answersAreModelOutput: true,
  textCoverage: noCoverage,
  scanRequest: () => ({ model: null, stream: null }),
  readModel: () => 'words-1',
  prepareRequest: (bytes) => ({ bytes, facts: { model: 'words-1', stream: null }, stripUsage: false }),
  view: (json) => ({
    json,
    model: null,
    stream: false,
    wantsStructuredOutput: false,
    texts: () => [],
    insertInstructions: () => false,
    insertMessages: () => false,
    parameters: requestParameters(json, new Map()),
    tools: noTools,
    askForUsage: () => false,
  }),
  readTexts: () => noTexts,
  readToolCalls: () => [],
  answerLocally: () => undefined,
  readAnswer() {
    let words = 0
    return {
      onEvent(event: SseEvent) {
        if (event.data() === 'END' || stringField(objectField(event.json(), 'error'), 'message') !== null)
          return 'terminal'
        words++
        return 'pass'
      },
      onJson: (bytes: Buffer) => bytes,
      heartbeat: () => undefined,
      get reported() {
        return words === 0
          ? undefined
          : { inputTokens: 7, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: words, reasoningTokens: 0 }
      },
      modelServed: null,
      failed: false,
      outputCharacters: 0,
      toolCalls: null,
    }
  },
  renderEvent: (json) => renderSseEvent('', json),
  renderStreamError: (error) => renderSseEvent('', { error }),
}

protocolContract(countedWords)

const blocked = refuse('guardrail_blocked', 'This was “blocked”: remove it, then /new.')
const settled: string[] = []

function testPolicy(name: string, needs: PolicyNeeds, create: (deps: PolicyDeps) => Policy) {
  return definePolicy({
    name,
    summary: '',
    kind: 'guardrail',
    config: z.object({}),
    needs,
    onFailure: 'reject',
    create: (_, deps) => create(deps),
  })
}

const onRequest = { request: 'whole', response: 'none' } as const
const onAnswer = { request: 'none', response: 'events' } as const
const isTerminal = (name: string) => name === 'response.completed'

const testPolicies = [
  testPolicy('word-guard', onRequest, () => ({
    async onRequest(x) {
      x.defer(({ outcome }) => settled.push(outcome))
      await Promise.resolve()
      if (JSON.stringify(x.view?.json).includes('forbidden')) return blocked
      if (x.view?.model === 'canned')
        return { kind: 'answer', status: 200, contentType: 'application/json', body: Buffer.from('{"canned":true}') }
      x.view?.insertInstructions('From the policy.', 'append')
      return changed
    },
  })),
  testPolicy('mask', onAnswer, () => ({
    onEvent(_x, event) {
      if (event.name !== 'response.output_text.delta') return 'pass'
      return { replace: [{ ...(event.json() as object), delta: '***' }] }
    },
  })),
  testPolicy('end-guard', onAnswer, (deps) => {
    const deltas = deps.slot<number>()
    return {
      onEvent(x, event) {
        if (event.name === 'response.output_text.delta') deltas.set(x, (deltas.get(x) ?? 0) + 1)
        return 'pass'
      },
      onEnd: (x) => ((deltas.get(x) ?? 0) > 3 ? blocked : undefined),
    }
  }),
  testPolicy('terminal-guard', onAnswer, () => ({ onEvent: (_x, { name }) => (isTerminal(name) ? blocked : 'pass') })),
  testPolicy('terminal-dropper', onAnswer, () => ({ onEvent: (_x, { name }) => (isTerminal(name) ? 'drop' : 'pass') })),
  testPolicy('middle-guard', onAnswer, () => ({
    onEvent: (_x, { name }) => (name === 'response.output_text.delta' ? blocked : 'pass'),
  })),
  testPolicy('head-guard', onAnswer, () => ({ onResponseHead: () => blocked })),
  testPolicy('holder', onAnswer, () => ({
    onEvent: (_x, { name }) => (name.startsWith('response.output_text') ? 'hold' : 'pass'),
  })),
  testPolicy('broken', onAnswer, () => ({
    onEvent() {
      throw new Error('secret internals of the policy')
    },
  })),
]

describe('startGateway with a policy and a protocol that only this test has', () => {
  let tollgate: TestGateway
  const post = (api: string, json: unknown = { model: 'm', stream: true }, headers: Record<string, string> = {}) =>
    tollgate.call({ path: `/${api}/1.0/responses`, body: JSON.stringify(json), headers })

  before(async () => {
    tollgate = await startTestGateway({
      policies: testPolicies,
      protocols: [openaiResponses, countedWords],
      rows: (url) => [
        testApi(url, { name: 'words', protocols: ['counted-words'] }),
        ...testPolicies.map(({ name }) =>
          testApi(url, {
            name,
            protocols: ['openai-responses'],
            policies: [attachment(name)],
          }),
        ),
      ],
    })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  it('carries the protocol’s operation, its stream and its usage', async () => {
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      for (const word of ['one', 'two', 'END']) writeChunk(call, `data: ${word}\n\n`)
      endStream(call)
    }
    const answer = await tollgate.call({ path: '/words/1.0/words', body: '{}' })
    assert.equal(answer.text, 'data: one\n\ndata: two\n\ndata: END\n\n')
    const record = tollgate.records().at(-1)
    assert.equal(record?.protocol, 'counted-words')
    assert.equal(record?.model.asked, 'words-1')
    assert.deepEqual([record?.usage.inputTokens, record?.usage.outputTokens], [7, 2])
  })

  it('ends the protocol’s stream in its own words where it is cut', async () => {
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      call.socket.end('data')
    }
    const answer = await tollgate.call({ path: '/words/1.0/words', body: '{}' })
    assert.match(answer.text, /^data: \{"error":\{"code":"server_error","message":"[^"]+"\}\}\n\n$/)
  })

  it('refuses a request before the provider is called, and settles it once', async () => {
    settled.length = 0
    const calls = tollgate.upstream.calls.length
    for (const originator of ['codex_exec', 'other']) {
      const answer = await post('word-guard', { input: 'forbidden' }, { originator })
      assert.equal(answer.status, 400)
      assert.deepEqual(answer.json(), {
        error: { message: blocked.message, type: 'invalid_request_error', param: null, code: 'invalid_prompt' },
      })
    }
    assert.equal(tollgate.upstream.calls.length, calls)
    assert.deepEqual(settled, ['refused', 'refused'])
    const record = tollgate.records().at(-1)
    assert.deepEqual(
      [record?.outcome, record?.refusal?.policy, record?.usage.source],
      ['refused', 'word-guard', 'none'],
    )
  })

  it('gives the policy’s own answer, and sends what the policy changed', async () => {
    settled.length = 0
    assert.deepEqual((await post('word-guard', { model: 'canned' })).json(), { canned: true })
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    await post('word-guard', { model: 'm', input: 'hello', future: { a: 1 } })
    const sent = JSON.parse(String(await tollgate.upstream.last.body))
    assert.deepEqual(sent.future, { a: 1 })
    assert.match(JSON.stringify(sent.input), /hello.*From the policy\./)
    assert.deepEqual(settled, ['answered', 'answered'])
  })

  it('refuses a body that a policy must read and cannot', async () => {
    const calls = tollgate.upstream.calls.length
    for (const body of ['{"cut', '[]', '', '"text"', 'null', '\uFEFF{}']) {
      const answer = await tollgate.call({
        path: '/word-guard/1.0/responses',
        body,
        headers: { 'transfer-encoding': 'chunked' },
      })
      assert.equal(answer.status, 400, JSON.stringify(body))
    }
    assert.equal(tollgate.upstream.calls.length, calls)
  })

  it('renders what a policy puts in place of an event, and keeps the rest as it was', async () => {
    const stream = responsesStream()
    tollgate.upstream.script = streaming([stream])
    const { text } = await post('mask')
    assert.equal(text.split('"delta":"***"').length - 1, 5)
    assert.equal(
      text.replace(/event: response.output_text.delta\ndata: .*\n\n/g, ''),
      stream.toString().replace(/event: response.output_text.delta\ndata: .*\n\n/g, ''),
    )
  })

  it('takes a plain answer through the same policies, so that stream: true bypasses nothing', async () => {
    tollgate.upstream.script = (call) =>
      respond(call, { body: '{"status":"completed","usage":{"input_tokens":9,"output_tokens":1}}' })
    const answer = await post('head-guard')
    assert.equal(answer.status, 400)
    const broken = await post('broken', {}, { originator: 'codex_exec' })
    assert.equal(broken.status, 400)
    assert.doesNotMatch(broken.text, /secret internals/)
  })

  const chunkings: ReadonlyArray<readonly [name: string, cut: (stream: Buffer) => Buffer[]]> = [
    ['in one piece', (stream) => [stream]],
    ['byte by byte', (stream) => [...stream].map((byte) => Buffer.from([byte]))],
  ]
  for (const [chunking, cut] of chunkings) {
    for (const name of ['end-guard', 'terminal-guard', 'middle-guard', 'broken']) {
      it(`ends a stream that ${name} refuses with one sentence and no terminal event, sent ${chunking}`, async () => {
        const before = tollgate.records().length
        tollgate.upstream.script = streaming(cut(responsesStream()))
        const answer = await post(name)
        assert.equal(answer.status, 200)
        const last = answer.text.trimEnd().split('\n').at(-1) ?? ''
        const failed = JSON.parse(last.replace(/^data: /, ''))
        assert.equal(failed.type, 'response.failed')
        assert.equal(failed.response.error.code, 'invalid_prompt')
        assert.doesNotMatch(answer.text, /event: response\.completed|secret internals/)
        if (name !== 'broken') assert.equal(failed.response.error.message, blocked.message)
        const records = tollgate.records().slice(before)
        assert.deepEqual(
          records.map(({ outcome, refusal }) => [outcome, refusal?.policy]),
          [['refused', name]],
        )
        // The provider did its work, and what is known of that is written down.
        assert.notEqual(records[0]?.usage.source, 'none')
      })
    }
  }

  it('settles a stream whose terminal event a policy drops', async () => {
    const before = tollgate.records().length
    tollgate.upstream.script = streaming([responsesStream()])
    const answer = await post('terminal-dropper')
    assert.doesNotMatch(answer.text, /response\.completed/)
    const records = tollgate.records().slice(before)
    assert.deepEqual(
      records.map(({ outcome, usage }) => [outcome, usage.inputTokens]),
      [['answered', 9120]],
    )
  })

  it('holds events back and lets them go, in order, when the policy passes a later one', async () => {
    const stream = responsesStream()
    const heldBack = stream.indexOf('event: response.content_part.done')
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, stream.subarray(0, heldBack))
      await held
      writeChunk(call, stream.subarray(heldBack))
      endStream(call)
    }
    const open = tollgate.open({ path: '/holder/1.0/responses', body: '{}' })
    await open.until('response.content_part.added')
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.ok(!open.received.includes('response.output_text.delta'))
    release()
    await open.ended
    assert.ok(open.received.equals(stream))
  })

  it('leaves an API as it was where it is to have a policy that this gateway does not have, and says so', async () => {
    const version = tollgate.gateway.configVersion()
    const { url } = tollgate.upstream
    tollgate.control.change([testApi(url, { name: 'mask', policies: [attachment('unknown')] })])
    await until('the log to say so', () =>
      tollgate.logLines.some((line) => line.includes("API mask: this gateway has no policy 'unknown'")),
    )
    assert.equal(tollgate.gateway.configVersion(), version + 1)
    tollgate.upstream.script = streaming([responsesStream()])
    assert.match((await post('mask')).text, /\*\*\*/)
  })
})
