import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PolicyAttachment } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import { openaiChat } from '../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import { SseReader } from '../protocols/sse.ts'
import { testTools } from '../testing/policy-tools.ts'
import { apiRow, applicationRow, attachment, condition, keyRow, planRow } from '../testing/rows.ts'
import { respond } from '../testing/scripted-upstream.ts'
import { responsesStream, streaming } from '../testing/test-answers.ts'
import { startTestGateway, testApi } from '../testing/test-gateway.ts'
import { compileApi } from './compile.ts'
import { changed, definePolicy } from './policy.ts'
import { refuse } from './refusal.ts'
import { type TrialCall, tryCall } from './try-call.ts'

const settled: string[] = []

/** Does with a call what its configuration says. */
const actor = definePolicy({
  name: 'actor',
  summary: '',
  kind: 'guardrail',
  config: z.object({ does: z.string() }),
  needs: ({ does }) => ({
    request: does === 'counts' ? 'none' : 'whole',
    response: does.includes('answer') ? 'events' : 'none',
  }),
  onFailure: 'reject',
  create: ({ does }) => ({
    onRequest(x) {
      x.defer(({ outcome }) => settled.push(`${does}: ${outcome}`))
      if (does === 'refuses') return refuse('guardrail_blocked', 'Not this one.')
      if (does === 'answers')
        return { kind: 'answer', status: 203, contentType: 'application/json', body: Buffer.from('{"own":true}') }
      if (does === 'breaks') throw new Error('broken inside')
      if (does !== 'changes') return undefined
      x.view?.insertInstructions('Be brief.', 'append')
      return changed
    },
    ...(does === 'stops the head of the answer' ? { onResponseHead: () => refuse('guardrail_blocked') } : {}),
    onEvent(_x, { name }) {
      if (does === 'stops in the answer' && name === 'response.output_text.done') return refuse('guardrail_blocked')
      if (does === 'drops of the answer' && name === 'response.output_text.delta') return 'drop'
      return 'pass'
    },
  }),
})

const protocols = [openaiResponses, openaiChat]
const request = { model: 'gpt-5', input: [{ role: 'user', content: 'hi' }], future: 1 }
const plain = {
  id: 'r',
  status: 'completed',
  output: [],
  usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
}
const deeds = [
  'passes',
  'changes',
  'refuses',
  'answers',
  'breaks',
  'stops the head of the answer',
  'stops in the answer',
  'drops of the answer',
]

function does(deed: string, changes: Partial<PolicyAttachment> = {}): PolicyAttachment {
  return attachment('actor', { id: `pol_${deed}`, config: { does: deed }, ...changes })
}

function trialOf(policies: PolicyAttachment[], changes: Partial<TrialCall> = {}): TrialCall {
  const row = apiRow('openai', { policies, protocols: protocols.map(({ name }) => name) })
  const registry = { policies: [actor], protocols, tools: testTools(), now: Date.now }
  return {
    id: 'try-1',
    api: compileApi(row, registry),
    operation: { name: 'POST /responses', protocol: openaiResponses },
    caller: { key: keyRow('k'), application: applicationRow('tests'), subscription: null, plan: null },
    agent: 'other',
    request,
    answer: null,
    ...changes,
  }
}

function payloads(stream: Buffer): unknown[] {
  return new SseReader(stream.length).push(stream).map((event) => event.json())
}

const log = { policyFailed: () => {} }

describe('tryCall', () => {
  it('shows what a call through the gateway sends and what its client reads, for answers and streams', async () => {
    await using tollgate = await startTestGateway({
      policies: [actor],
      rows: (url) => deeds.map((deed) => testApi(url, { name: deed.replaceAll(' ', '-'), policies: [does(deed)] })),
    })
    const streamPayloads = payloads(responsesStream())
    for (const deed of deeds)
      for (const isStream of [false, true]) {
        tollgate.upstream.script = isStream
          ? streaming([responsesStream()])
          : (call) => respond(call, { body: JSON.stringify(plain) })
        const before = tollgate.upstream.calls.length
        const path = `/${deed.replaceAll(' ', '-')}/1.0/responses`
        const real = await tollgate.call({ path, body: JSON.stringify(request) })
        const answer = isStream ? { events: streamPayloads } : { whole: plain }
        const tried = await tryCall(trialOf([does(deed)], { answer }), log)
        const what = `${deed}, ${isStream ? 'a stream' : 'an answer'}`
        assert.equal(tried.clientReads?.status, real.status, what)
        const isEvents = isStream && real.status === 200
        const [triedBody, realBody] = [tried.clientReads.body, Buffer.from(real.text)].map((bytes) =>
          isEvents ? payloads(bytes) : [JSON.parse(String(bytes))],
        )
        assert.deepEqual(triedBody?.at(-1), realBody?.at(-1), what)
        // What came in one piece with an event that is refused does not go out.
        const gone = tried.clientReads.refusal === null ? realBody : realBody?.slice(0, -1)
        assert.deepEqual(triedBody?.slice(0, gone?.length), gone, what)
        const wasSent = tollgate.upstream.calls.length > before
        const sent = wasSent ? JSON.parse(String(await tollgate.upstream.last.body)) : null
        assert.deepEqual(tried.sent, sent, what)
        const verdicts = tollgate
          .records()
          .at(-1)
          ?.verdicts.map(({ phase, verdict }) => [phase, verdict])
        assert.deepEqual(
          tried.verdicts.map(({ phase, verdict }) => [phase, verdict]),
          verdicts,
          what,
        )
      }
  })

  it('runs no hook of a request where only an answer is tried, and none of an answer where only a request is', async () => {
    const onlyAnswer = await tryCall(trialOf([does('refuses')], { request: null, answer: { whole: plain } }), log)
    assert.deepEqual([onlyAnswer.sent, onlyAnswer.clientReads?.status], [null, 200])
    assert.deepEqual(
      onlyAnswer.verdicts.map(({ phase }) => phase),
      ['response'],
    )
    const onlyRequest = await tryCall(trialOf([does('stops in the answer')]), log)
    assert.deepEqual([onlyRequest.clientReads, onlyRequest.verdicts.map(({ phase }) => phase)], [null, ['request']])
    assert.deepEqual(onlyRequest.sent, request)
  })

  it('asks the conditions as a call does: operation, plan, agent, and the model of the whole body', async () => {
    const gold = planRow('gold', [])
    const conditions = [
      { operations: ['POST /chat/completions'] },
      { planIds: [gold.id] },
      { agents: ['codex'] },
      { models: ['o3'] },
    ]
    const policies = conditions.map((parts, index) => does('passes', { id: `pol_${index}`, when: condition(parts) }))
    const ran = async (changes: Partial<TrialCall>) => (await tryCall(trialOf(policies, changes), log)).attachments
    assert.deepEqual(await ran({}), [])
    const { caller } = trialOf([])
    assert.deepEqual(await ran({ caller: { ...caller, plan: gold }, agent: 'codex' }), ['pol_1', 'pol_2'])
    const operation = { name: 'POST /chat/completions', protocol: openaiChat }
    assert.deepEqual(await ran({ operation, request: { messages: [], model: 'o3' } }), ['pol_0', 'pol_3'])
    assert.deepEqual(await ran({ request: null, answer: { whole: plain } }), ['pol_3'])
  })

  it('runs what was deferred once, whatever came of it', async () => {
    settled.length = 0
    for (const deed of ['passes', 'refuses', 'breaks']) await tryCall(trialOf([does(deed)]), log)
    assert.deepEqual(settled, ['passes: answered', 'refuses: answered', 'breaks: answered'])
  })

  it('a body that no policy reads is what the protocol alone makes of it', async () => {
    const operation = { name: 'POST /chat/completions', protocol: openaiChat }
    const chat = { model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] }
    const tried = await tryCall(trialOf([does('counts')], { operation, request: chat }), log)
    assert.deepEqual(tried.sent, { ...chat, stream_options: { include_usage: true } })
    assert.equal(tried.verdicts[0]?.verdict, 'passed')
  })

  it('ends a stream without its terminal event as one that the provider cut', async () => {
    const answer = { events: payloads(responsesStream()).slice(0, 6) }
    const tried = await tryCall(trialOf([], { answer }), log)
    const last = payloads(tried.clientReads?.body ?? Buffer.alloc(0)).at(-1)
    assert.match(JSON.stringify(last), /"response\.failed".*"server_error"/)
    assert.equal(tried.clientReads?.refusal?.code, 'provider_stream_cut')
  })
})
