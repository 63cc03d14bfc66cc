import { randomUUID } from 'node:crypto'
import { isObject, objectField, stringField } from '@tollgate/gateway/protocols/json-fields'
import { type DemoAnswer, demoAnswer, lastUserText, wantedSchema } from './demo-answer.ts'
import type { Operation } from './operation.ts'

/** `POST /v1/responses`: objects and events in the shape and order of OpenAI's API reference. */
export const createResponse: Operation = {
  answer: (body, bodyBytes) =>
    demoAnswer({ asked: lastUserText(body.input), schema: wantedSchema(objectField(body.text, 'format')), bodyBytes }),
  whole: (body, answer, now) => {
    const ids = newIds()
    return completed(responseObject(ids, body, now), messageItem(ids, answer.text), answer)
  },
  events: (body, answer, now) => responseEvents(body, answer, now),
}

interface Ids {
  response: string
  message: string
}

type Json = Record<string, unknown>

function newIds(): Ids {
  return { response: `resp_${randomUUID().replaceAll('-', '')}`, message: `msg_${randomUUID().replaceAll('-', '')}` }
}

function* responseEvents(body: Json, answer: DemoAnswer, now: number): ReturnType<Operation['events']> {
  const ids = newIds()
  let sequenceNumber = 0
  const event = (type: string, fields: Json, pause = false) => ({
    name: type,
    json: { type, ...fields, sequence_number: sequenceNumber++ },
    pause,
  })
  const part = { item_id: ids.message, output_index: 0, content_index: 0 }
  const response = responseObject(ids, body, now)
  const item = messageItem(ids, answer.text)
  yield event('response.created', { response })
  yield event('response.in_progress', { response })
  yield event('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress', content: [] } })
  yield event('response.content_part.added', { ...part, part: outputText('') })
  for (const delta of answer.deltas) yield event('response.output_text.delta', { ...part, delta, logprobs: [] }, true)
  yield event('response.output_text.done', { ...part, text: answer.text, logprobs: [] })
  yield event('response.content_part.done', { ...part, part: outputText(answer.text) })
  yield event('response.output_item.done', { output_index: 0, item })
  yield event('response.completed', { response: completed(response, item, answer) })
}

function responseObject(ids: Ids, body: Json, now: number): Json {
  return {
    id: ids.response,
    object: 'response',
    created_at: Math.floor(now / 1000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: stringField(body, 'instructions'),
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    model: body.model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: stringField(body, 'prompt_cache_key'),
    reasoning: isObject(body.reasoning) ? body.reasoning : { effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: isObject(body.text) ? body.text : { format: { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: Array.isArray(body.tools) ? body.tools : [],
    top_logprobs: 0,
    top_p: body.top_p ?? 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: isObject(body.metadata) ? body.metadata : {},
  }
}

function completed(response: Json, item: Json, answer: DemoAnswer): Json {
  return { ...response, status: 'completed', output: [item], usage: usage(answer) }
}

function messageItem(ids: Ids, text: string): Json {
  return { id: ids.message, type: 'message', status: 'completed', role: 'assistant', content: [outputText(text)] }
}

function outputText(text: string): Json {
  return { type: 'output_text', annotations: [], logprobs: [], text }
}

/** Codex needs all three totals, or it takes the answer for a broken one and asks six times. */
function usage({ inputTokens, outputTokens }: DemoAnswer): Json {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  }
}
