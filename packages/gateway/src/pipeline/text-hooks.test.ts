import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { openaiChat } from '../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { renderSseEvent, SseReader } from '../protocols/sse.ts'
import { tryPolicies } from '../testing/try-policy.ts'
import { definePolicy } from './policy.ts'
import { refuse } from './refusal.ts'
import { textHooks } from './text-hooks.ts'
import { isConversation, type TextRule } from './text-rule.ts'

const no = refuse('guardrail_blocked', 'No.')

/** Takes `cat` out of every text; in a stream it keeps back what may become one. */
const noCats: TextRule = {
  judge: (text) => text.replaceAll('cat', 'dog'),
  stream: ({ pending, isEnd }) => {
    const open = isEnd ? null : /c?a?$/.exec(pending)
    const from = open?.[0].startsWith('c') ? open.index : pending.length
    return { taken: from, out: pending.slice(0, from).replaceAll('cat', 'dog') }
  },
}
const wholeCats: TextRule = { judge: noCats.judge, stream: 'whole' }
const laterCats: TextRule = { judge: async (text) => text.replaceAll('cat', 'dog'), stream: 'whole' }
const refusesCats: TextRule = { judge: (text) => (text.includes('cat') ? no : undefined), stream: 'whole' }

function policy(rule: TextRule, flows: { request?: boolean; response?: boolean } = { request: true, response: true }) {
  return definePolicy({
    name: 'cats',
    summary: '',
    kind: 'guardrail',
    config: z.strictObject({}),
    needs: { request: 'whole', response: 'events' },
    onFailure: 'reject',
    create: (_config, deps) =>
      textHooks(
        {
          ...(flows.request === true ? { request: () => rule } : {}),
          ...(flows.response === true ? { response: () => rule } : {}),
        },
        deps,
      ),
  })
}

describe('textHooks on a request', () => {
  const request = {
    model: 'cat',
    instructions: 'no cat',
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a cat' }] },
      { type: 'function_call', name: 'f', call_id: 'cat_1', arguments: '{"animal":"cat"}' },
    ],
  }

  it('changes every text in its place and nothing else', async () => {
    assert.deepEqual(await tryPolicies([{ policy: policy(noCats) }]).request(request), {
      ...request,
      instructions: 'no dog',
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a dog' }] },
        { type: 'function_call', name: 'f', call_id: 'cat_1', arguments: '{"animal":"dog"}' },
      ],
    })
  })

  it('looks only at the texts that the rule wants', async () => {
    const trial = tryPolicies([{ policy: policy({ ...refusesCats, wants: isConversation }) }])
    const calm = { ...request, input: 'hello' }
    assert.deepEqual(await trial.request(calm), calm)
    assert.equal(JSON.stringify(await trial.request(request)).includes('guardrail_blocked'), true)
  })

  it('fails closed where a text would have to change that may not', async () => {
    const trial = tryPolicies([{ policy: policy(noCats) }])
    const stopped = await trial.request({
      model: 'm',
      input: 'x',
      tools: [{ type: 'function', name: 'cat', parameters: {} }],
    })
    assert.match(JSON.stringify(stopped), /guardrail_blocked.*\$\.tools\[0\]\.name/)
  })

  it('records what it did', async () => {
    const trial = tryPolicies([
      { policy: policy(noCats) },
      { policy: { ...policy(noCats), name: 'again' }, mode: 'observe' },
    ])
    await trial.request(request)
    assert.deepEqual(
      trial.call.x.verdicts.map(({ policy: name, phase, verdict }) => [name, phase, verdict]),
      [
        ['cats', 'request', 'changed'],
        ['again', 'request', 'passed'],
      ],
    )
  })
})

const text = 'The cat said: cat, ca, c. Concatenate a cat'
const expected = text.replaceAll('cat', 'dog')

for (const [name, rule] of Object.entries({ noCats, wholeCats, laterCats })) {
  for (const [dialect, protocol, render, read] of [
    ['responses', openaiResponses, responsesEvents, readResponses],
    ['chat', openaiChat, chatEvents, readChat],
  ] as const) {
    describe(`textHooks on a stream: ${name}, ${dialect}`, () => {
      it('changes the text wherever it is cut, once or twice', async () => {
        for (let first = 0; first <= text.length; first += 1) {
          for (let second = first; second <= text.length; second += 3) {
            const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
            const out = await play(rule, protocol, render(pieces))
            assert.deepEqual(read(out), expected, pieces.join('|'))
            assert.equal(out.includes('cat'), false)
          }
        }
      })

      it('leaves a stream that it changes nothing in as it came', async () => {
        const events = render(['all ', 'is ', 'well'])
        if (name === 'noCats') assert.ok((await play(rule, protocol, events)).equals(Buffer.concat(events)))
      })
    })
  }
}

it('textHooks: the arguments of a tool call stay JSON, however they are cut', async () => {
  const json = '{"q":"a \\"cat\\"","n":[1,"cat"]}'
  for (let cut = 0; cut <= json.length; cut++) {
    const event = (type: string, more: object) => renderSseEvent(type, { type, item_id: 'i', output_index: 0, ...more })
    const out = await play(noCats, openaiResponses, [
      event('response.function_call_arguments.delta', { delta: json.slice(0, cut) }),
      event('response.function_call_arguments.delta', { delta: json.slice(cut) }),
      event('response.function_call_arguments.done', { arguments: json }),
      completed,
    ])
    const deltas = eventsOf(out).flatMap(({ delta }) => (typeof delta === 'string' ? [delta] : []))
    assert.deepEqual(JSON.parse(deltas.join('')), { q: 'a "dog"', n: [1, 'dog'] })
  }
})

it('textHooks: a refusal ends the stream with nothing of the text gone', async () => {
  const trial = tryPolicies([{ policy: policy(refusesCats) }])
  const stopped = await trial.stream(responsesEvents(['a c', 'at']))
  assert.equal('code' in stopped && stopped.code, 'guardrail_blocked')
})

it('textHooks: a plain answer is judged as a stream of one event', async () => {
  const answer = {
    id: 'resp_1',
    object: 'response',
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
  }
  for (const rule of [noCats, wholeCats, laterCats]) {
    const trial = tryPolicies([{ policy: policy(rule) }])
    assert.equal(JSON.stringify(await trial.answer(answer)).includes(expected), true)
  }
})

async function play(rule: TextRule, protocol: Protocol, chunks: readonly Buffer[]): Promise<Buffer> {
  const passed = await tryPolicies([{ policy: policy(rule) }], { protocol }).stream(chunks)
  assert.ok(Buffer.isBuffer(passed), JSON.stringify(passed))
  return passed
}

const completed = renderSseEvent('response.completed', {
  type: 'response.completed',
  response: { id: 'r', object: 'response', status: 'completed', output: [] },
})

function responsesEvents(pieces: readonly string[]): Buffer[] {
  const place = { item_id: 'i', output_index: 0, content_index: 0 }
  const whole = pieces.join('')
  return [
    ...pieces.map((delta) =>
      renderSseEvent('response.output_text.delta', { type: 'response.output_text.delta', ...place, delta }),
    ),
    renderSseEvent('response.output_text.done', { type: 'response.output_text.done', ...place, text: whole }),
    renderSseEvent('response.output_item.done', {
      type: 'response.output_item.done',
      output_index: 0,
      item: { id: 'i', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: whole }] },
    }),
    completed,
  ]
}

function chatEvents(pieces: readonly string[]): Buffer[] {
  const chunk = (delta: object, finish: string | null) =>
    renderSseEvent('', {
      id: 'c',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finish }],
    })
  return [...pieces.map((content) => chunk({ content }, null)), chunk({}, 'stop'), renderSseEvent('', '[DONE]')]
}

/** What the deltas say, which must be what the final texts say. */
function readResponses(bytes: Buffer): string {
  const events = eventsOf(bytes)
  const deltas = events.flatMap(({ delta }) => (typeof delta === 'string' ? [delta] : [])).join('')
  const done = events.find(({ type }) => type === 'response.output_text.done')
  assert.equal(done?.text, deltas)
  assert.equal(JSON.stringify(events.find(({ type }) => type === 'response.output_item.done')).includes(deltas), true)
  return deltas
}

function readChat(bytes: Buffer): string {
  const chunks = eventsOf(bytes) as Array<{ choices?: Array<{ delta: { content?: string } }> }>
  return chunks.map(({ choices }) => choices?.[0]?.delta.content ?? '').join('')
}

function eventsOf(bytes: Buffer): Array<Record<string, unknown>> {
  const events = new SseReader(1_000_000).push(bytes)
  return events.flatMap((event) => (event.json() === undefined ? [] : [event.json() as Record<string, unknown>]))
}

it('textHooks: an answer that was only kept back is recorded as passed, one that was changed as changed', async () => {
  for (const [said, verdict] of [
    ['all is well', 'passed'],
    ['a cat', 'changed'],
  ] as const) {
    const trial = tryPolicies([{ policy: policy(wholeCats) }])
    await trial.stream(responsesEvents([said]))
    assert.deepEqual(
      trial.call.x.verdicts.map(({ verdict: noted }) => noted),
      [verdict],
    )
  }
})
