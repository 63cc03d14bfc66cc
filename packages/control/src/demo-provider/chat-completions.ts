import { randomUUID } from 'node:crypto'
import { objectField } from '@tollgate/gateway/protocols/json-fields'
import { type DemoAnswer, demoAnswer, lastUserText, wantedSchema } from './demo-answer.ts'
import type { Operation } from './operation.ts'

/** `POST /v1/chat/completions` */
export const createChatCompletion: Operation = {
  answer: (body, bodyBytes) =>
    demoAnswer({ asked: lastUserText(body.messages), schema: wantedSchema(body.response_format), bodyBytes }),
  whole: (body, answer, now) => ({
    ...head(body, now, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usage(answer),
  }),
  events: (body, answer, now) => chunks(body, answer, now),
}

type Json = Record<string, unknown>

function* chunks(body: Json, answer: DemoAnswer, now: number): ReturnType<Operation['events']> {
  const wantsUsage = objectField(body, 'stream_options').include_usage === true
  // Where usage is asked for, every chunk but the last says that it has none yet.
  const common = { ...head(body, now, 'chat.completion.chunk'), ...(wantsUsage ? { usage: null } : {}) }
  const chunk = (delta: Json, finishReason: string | null, pause = false) => ({
    name: '',
    json: { ...common, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] },
    pause,
  })
  yield chunk({ role: 'assistant', content: '', refusal: null }, null)
  for (const content of answer.deltas) yield chunk({ content }, null, true)
  yield chunk({}, 'stop')
  if (wantsUsage) yield { name: '', json: { ...common, choices: [], usage: usage(answer) }, pause: false }
  yield { name: '', json: '[DONE]', pause: false }
}

function head(body: Json, now: number, object: string): Json {
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    object,
    created: Math.floor(now / 1000),
    model: body.model,
    service_tier: 'default',
    system_fingerprint: 'tollgate_demo',
  }
}

function usage({ inputTokens, outputTokens }: DemoAnswer): Json {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}
