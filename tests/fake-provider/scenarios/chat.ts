import { asObject, type JsonObject } from '../json-value.ts'
import { eventByEvent } from '../pieces.ts'
import type { ReceivedRequest } from '../received-request.ts'
import { type ProducedUsage, type Reply, respond } from '../reply.ts'
import { modelOf } from './responses.ts'
import { plainEvent, streamHeaders } from './server-sent-events.ts'
import { chatUsage, defaultUsage } from './usage.ts'

/** `POST /chat/completions` answered with a text; a stream says its usage only where `include_usage` asks for it, as OpenAI does. */
export function answerChat(request: ReceivedRequest, text: string, usage: ProducedUsage = defaultUsage()): Reply {
  const body = request.json()
  if (body.stream !== true) return answerWhole(modelOf(request), text, usage)
  const chunks = streamChunks(modelOf(request), text, wantsUsage(body) ? usage : undefined)
  return respond({
    headers: streamHeaders,
    body: [...chunks, '[DONE]'].map(plainEvent).join(''),
    framing: 'chunked',
    pieces: eventByEvent,
    usage,
  })
}

function answerWhole(model: string, text: string, usage: ProducedUsage): Reply {
  const message = { role: 'assistant', content: text, refusal: null, annotations: [] }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
  const body = { ...completion('chat.completion', model), choices, usage: chatUsage(usage) }
  return respond({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), usage })
}

function streamChunks(model: string, text: string, usage: ProducedUsage | undefined): unknown[] {
  const head = completion('chat.completion.chunk', model)
  const usageField = usage === undefined ? {} : { usage: null }
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    ...usageField,
  })
  const deltas = (text.match(/.{1,12}/gsu) ?? []).map((content) => chunk({ content }, null))
  const chunks = [chunk({ role: 'assistant', content: '', refusal: null }, null), ...deltas, chunk({}, 'stop')]
  return usage === undefined ? chunks : [...chunks, { ...head, choices: [], usage: chatUsage(usage) }]
}

function completion(object: string, model: string): Record<string, unknown> {
  return { id: 'chatcmpl-fake-1', object, created: 1_795_000_000, model, service_tier: 'default' }
}

function wantsUsage(body: JsonObject): boolean {
  return asObject(body.stream_options).include_usage === true
}
