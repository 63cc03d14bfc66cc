import { asObjects, type JsonObject } from '../json-value.ts'
import { eventByEvent } from '../pieces.ts'
import type { ReceivedRequest } from '../received-request.ts'
import { type ProducedUsage, type Reply, type ReplyOptions, respond } from '../reply.ts'
import { messageItem, type OutputItem, type ResponseState, responseObject } from './responses-object.ts'
import { namedEvent, streamHeaders } from './server-sent-events.ts'
import { defaultUsage } from './usage.ts'

export interface AnswerOptions {
  readonly usage?: ProducedUsage
  readonly headers?: Readonly<Record<string, string>>
  readonly pieces?: (body: Buffer) => readonly Buffer[]
  readonly gapMs?: number
}

/** `POST /responses` answered with a text, as a stream or as JSON, whichever was asked for. */
export function answerText(request: ReceivedRequest, text: string, options: AnswerOptions = {}): Reply {
  return answerItems(request, [messageItem(text)], options)
}

export function answerItems(
  request: ReceivedRequest,
  items: readonly OutputItem[],
  options: AnswerOptions = {},
): Reply {
  const usage = options.usage ?? defaultUsage()
  const state = { model: modelOf(request), status: 'completed', output: items, usage } as const
  if (request.json().stream !== true) return answerJson(responseObject(state), { ...options, usage })
  return answerEvents([...openingEvents(state.model), ...items.flatMap(itemEvents), ending(state)], {
    ...options,
    usage,
  })
}

/** A stream that begins with a text and then ends as the provider's failure. */
export function answerFailed(
  request: ReceivedRequest,
  error: { readonly code: string; readonly message: string },
): Reply {
  const model = modelOf(request)
  const state = { model, status: 'failed', output: [], error } as const
  return answerEvents([...openingEvents(model), ending(state)], {})
}

export function answerIncomplete(
  request: ReceivedRequest,
  text: string,
  reason: 'max_output_tokens' | 'content_filter',
): Reply {
  const usage = defaultUsage()
  const output = [messageItem(text)]
  const state = { model: modelOf(request), status: 'incomplete', output, usage, incompleteReason: reason } as const
  return answerEvents([...openingEvents(state.model), ...output.flatMap(itemEvents), ending(state)], { usage })
}

export function modelOf(request: ReceivedRequest): string {
  const { model } = request.json()
  return typeof model === 'string' ? model : 'fake-model'
}

type Event = JsonObject & { readonly type: string }

function openingEvents(model: string): Event[] {
  const response = responseObject({ model, status: 'in_progress', output: [] })
  return [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
  ]
}

function itemEvents(item: OutputItem, index: number): Event[] {
  const place = { item_id: item.id, output_index: index }
  const added = { type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress' } }
  const done = { type: 'response.output_item.done', output_index: index, item }
  if (item.type !== 'message') return [added, done]
  const text = textOf(item)
  const part = { type: 'output_text', annotations: [], logprobs: [] }
  const deltas = (text.match(/.{1,12}/gsu) ?? []).map((delta) => ({
    type: 'response.output_text.delta',
    ...place,
    content_index: 0,
    delta,
    logprobs: [],
  }))
  return [
    { ...added, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, content_index: 0, part: { ...part, text: '' } },
    ...deltas,
    { type: 'response.output_text.done', ...place, content_index: 0, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, content_index: 0, part: { ...part, text } },
    done,
  ]
}

function ending(state: ResponseState): Event {
  return { type: `response.${state.status}`, response: responseObject(state) }
}

function textOf(item: OutputItem): string {
  return asObjects(item.content)
    .map(({ text }) => String(text))
    .join('')
}

function answerEvents(events: readonly Event[], options: AnswerOptions): Reply {
  const body = events.map((event, sequence_number) => namedEvent({ ...event, sequence_number })).join('')
  return respond({
    ...streamOptions(options),
    headers: { ...streamHeaders, ...providerHeaders(), ...options.headers },
    body,
    framing: 'chunked',
  })
}

function answerJson(response: Record<string, unknown>, options: AnswerOptions): Reply {
  const headers = { 'content-type': 'application/json', ...providerHeaders(), ...options.headers }
  return respond({
    ...(options.usage === undefined ? {} : { usage: options.usage }),
    headers,
    body: JSON.stringify(response),
  })
}

function streamOptions(options: AnswerOptions): ReplyOptions {
  return {
    pieces: options.pieces ?? eventByEvent,
    gapMs: options.gapMs ?? 0,
    ...(options.usage === undefined ? {} : { usage: options.usage }),
  }
}

/** What the real provider sends besides: some has to reach the agent, some must not. */
function providerHeaders(): Record<string, string> {
  return {
    'x-request-id': 'req_fake_upstream',
    'openai-organization': 'org-fake-secret',
    'openai-processing-ms': '17',
    'openai-version': '2020-10-01',
    'x-codex-turn-state': 'fake-turn-state',
    'set-cookie': '__cf_bm=fake-cookie; path=/',
  }
}
