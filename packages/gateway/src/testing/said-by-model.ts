import assert from 'node:assert/strict'
import { EventGate } from '../pipeline/event-gate.ts'
import type { PolicyDefinition } from '../pipeline/policy.ts'
import type { PolicyTools } from '../pipeline/policy-tools.ts'
import type { Refusal } from '../pipeline/refusal.ts'
import { arrayField, objectField, stringField } from '../protocols/json-fields.ts'
import { openaiChat } from '../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { renderSseEvent, SseReader } from '../protocols/sse.ts'
import { type PolicyTrial, tryPolicies } from './try-policy.ts'

type Json = Record<string, unknown>

/** A dialect of text: how somebody says something in it. */
export interface Spoken {
  readonly protocol: Protocol
  ask(text: string): Json
  answer(text: string): Json
  /** The payloads of a stream whose text comes in these pieces, the last of them the terminal one. */
  stream(pieces: readonly string[]): readonly Json[]
  /** What a client puts together of the pieces of a stream. */
  read(payloads: readonly unknown[]): string
}

const item = { id: 'msg_1', type: 'message', role: 'assistant' }
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }

export const responses: Spoken = {
  protocol: openaiResponses,
  ask: (text) => ({
    model: 'm',
    instructions: 'Be helpful.',
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
  }),
  answer: (text) => ({ id: 'resp_1', object: 'response', status: 'completed', output: [whole(text)] }),
  stream: (pieces) => {
    const text = pieces.join('')
    const done = { type: 'output_text', text, annotations: [] }
    return [
      { type: 'response.created', response: { id: 'resp_1', instructions: 'Be helpful.', output: [] } },
      { type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
      { type: 'response.output_text.done', ...place, text },
      { type: 'response.content_part.done', ...place, part: done },
      { type: 'response.output_item.done', output_index: 0, item: whole(text) },
      { type: 'response.completed', response: responses.answer(text) },
    ]
  },
  read: (payloads) => payloads.map((payload) => stringField(payload, 'delta') ?? '').join(''),
}

function whole(text: string): Json {
  return { ...item, status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] }
}

const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk' }

export const chat: Spoken = {
  protocol: openaiChat,
  ask: (text) => ({
    model: 'm',
    messages: [
      { role: 'system', content: 'Be helpful.' },
      { role: 'user', content: text },
    ],
  }),
  answer: (text) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
  }),
  stream: (pieces) => [
    { ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    ...pieces.map((content) => ({ ...chunk, choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ],
  read: (payloads) =>
    payloads
      .flatMap((payload) => arrayField(payload, 'choices'))
      .map((choice) => stringField(objectField(choice, 'delta'), 'content') ?? '')
      .join(''),
}

export const dialects: readonly Spoken[] = [responses, chat]

export interface StreamRead {
  /** What the client put together before the stream ended or was refused. */
  readonly text: string
  readonly payloads: readonly unknown[]
  readonly refusal: Refusal | undefined
}

/** A stream through the policies of a trial, one event at a time, as its client reads it. */
export async function readStream(trial: PolicyTrial, spoken: Spoken, pieces: readonly string[]): Promise<StreamRead> {
  const { protocol } = spoken
  const gate = new EventGate(trial.call, protocol.readAnswer({ stripUsage: false }))
  const fromProvider = new SseReader(33_554_432)
  const toClient = new SseReader(33_554_432)
  const payloads: unknown[] = []
  const finish = (refusal: Refusal | undefined) => ({ text: spoken.read(payloads), payloads, refusal })
  const frames = spoken.stream(pieces).map((payload) => protocol.renderEvent(payload))
  if (spoken === chat) frames.push(renderSseEvent('', '[DONE]'))
  for (const frame of frames) {
    const passed = await gate.take(fromProvider.push(frame))
    if (!Buffer.isBuffer(passed)) return finish(passed)
    for (const event of toClient.push(passed)) if (event.data() !== '[DONE]') payloads.push(JSON.parse(event.data()))
  }
  return finish(undefined)
}

/** The same text asked and answered in every dialect, plain and streamed character by character: what came of each. */
export async function sayEverywhere(
  policy: PolicyDefinition,
  config: Json,
  { text, tools }: { readonly text: string; readonly tools?: PolicyTools },
): Promise<Record<string, Refusal | undefined>> {
  const results: Record<string, Refusal | undefined> = {}
  for (const spoken of dialects) {
    const { protocol } = spoken
    const open = () => tryPolicies([{ policy, config }], { protocol, ...(tools === undefined ? {} : { tools }) })
    const [asking, answering, streaming] = [open(), open(), open()]
    results[`${protocol.name} request`] = refusalIn(await asking.request(spoken.ask(text)), spoken.ask(text))
    results[`${protocol.name} answer`] = refusalIn(await answering.answer(spoken.answer(text)), spoken.answer(text))
    const streamed = await readStream(streaming, spoken, [...text])
    results[`${protocol.name} stream`] = streamed.refusal
    if (streamed.refusal === undefined) assert.equal(streamed.text, text)
    for (const { call } of [asking, answering, streaming]) assert.deepEqual(call.failures, [])
  }
  return results
}

/** What is not refused comes through as it was. */
function refusalIn(result: unknown, sent: Json): Refusal | undefined {
  if (stringField(result, 'kind') === 'refusal') return result as Refusal
  assert.deepEqual(result, sent)
  return undefined
}
