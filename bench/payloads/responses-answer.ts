import { prose } from './prose.ts'

/** Answers of a Responses provider: the plain one and the events of the streamed one, with usage as OpenAI states it. */
const id = 'resp_0689abcdef0123456789abcdef0123456789abcdef01234567'
const itemId = 'msg_0689abcdef0123456789abcdef0123456789abcdef01234567'

const usage = {
  input_tokens: 8123,
  input_tokens_details: { cached_tokens: 7936 },
  output_tokens: 94,
  output_tokens_details: { reasoning_tokens: 32 },
  total_tokens: 8217,
}

/** What every whole answer ends with. */
export const streamEnding = ['"type":"response.completed"', '"total_tokens":8217'] as const
export const plainEnding = ['"total_tokens":8217'] as const

export function plainAnswer(bytes: number): string {
  const without = JSON.stringify(response('completed', 'x')).length
  return JSON.stringify(response('completed', 'x'.repeat(Math.max(1, bytes - without + 1))))
}

export function openingEvents(): string[] {
  const item = { id: itemId, type: 'message', status: 'in_progress', content: [], role: 'assistant' }
  return [
    event('response.created', { response: response('in_progress', '') }),
    event('response.in_progress', { response: response('in_progress', '') }),
    event('response.output_item.added', { output_index: 0, item }),
    event('response.content_part.added', { item_id: itemId, output_index: 0, content_index: 0, part: part('') }),
  ]
}

export function closingEvents(): string[] {
  const text = prose(400, 9)
  const item = { id: itemId, type: 'message', status: 'completed', content: [part(text)], role: 'assistant' }
  return [
    event('response.output_text.done', { item_id: itemId, output_index: 0, content_index: 0, text }),
    event('response.content_part.done', { item_id: itemId, output_index: 0, content_index: 0, part: part(text) }),
    event('response.output_item.done', { output_index: 0, item }),
    event('response.completed', { response: response('completed', text) }),
  ]
}

/** A piece of text; `sentAt` stands where the provider has its obfuscation, which has about this length too. */
export function deltaEvent(text: string, sentAt = '000000000000000'): string {
  return event('response.output_text.delta', {
    item_id: itemId,
    output_index: 0,
    content_index: 0,
    delta: text,
    logprobs: [],
    sent_at: sentAt,
  })
}

/** A whole streamed answer of exactly `count` events. */
export function streamEvents(count: number): string[] {
  const opening = openingEvents()
  const closing = closingEvents()
  const deltas = Array.from({ length: count - opening.length - closing.length }, (_, index) =>
    deltaEvent(` word${index}`),
  )
  return [...opening, ...deltas, ...closing]
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 7, ...fields })}\n\n`
}

function part(text: string) {
  return { type: 'output_text', annotations: [], logprobs: [], text }
}

function response(status: string, text: string) {
  return {
    id,
    object: 'response',
    created_at: 1_793_000_000,
    status,
    error: null,
    incomplete_details: null,
    model: 'gpt-5.4',
    output: text === '' ? [] : [{ id: itemId, type: 'message', status, role: 'assistant', content: [part(text)] }],
    parallel_tool_calls: true,
    store: false,
    usage: status === 'completed' ? usage : null,
  }
}
