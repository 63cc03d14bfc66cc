import { createChatCompletion } from '../demo-provider/chat-completions.ts'
import type { Operation } from '../demo-provider/operation.ts'
import { createResponse } from '../demo-provider/responses.ts'

type Json = Readonly<Record<string, unknown>>

interface Sample {
  readonly request: (prompt: string) => Json
  readonly answers: Operation
}

const model = 'gpt-5.4'

/** How a plain text stands in a body, by operation; the answers are those of the demo provider. */
const samples: Readonly<Record<string, Sample>> = {
  'POST /responses': {
    request: (text) => ({
      model,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
    }),
    answers: createResponse,
  },
  'POST /chat/completions': {
    request: (content) => ({ model, messages: [{ role: 'user', content }] }),
    answers: createChatCompletion,
  },
}

/** The smallest request with this prompt; undefined: the operation takes no plain text. */
export function sampleRequest(operation: string, prompt: string): Json | undefined {
  return samples[operation]?.request(prompt)
}

export interface SampleAnswer {
  readonly text: string
  readonly isStream: boolean
  /** What it is an answer to; null: nothing in particular. */
  readonly request: Json | null
}

/** An answer with this text, whole or in pieces of a few characters, as a model's tokens come. */
export function sampleAnswer(
  operation: string,
  { text, isStream, request }: SampleAnswer,
): { readonly whole: unknown } | { readonly events: readonly unknown[] } | undefined {
  const sample = samples[operation]
  if (sample === undefined) return undefined
  const asked = { ...(request ?? sample.request('')) }
  const deltas = text.match(/.{1,7}/gsu) ?? []
  const answer = { text, deltas, inputTokens: 1, outputTokens: Math.max(1, deltas.length) }
  const { answers } = sample
  if (!isStream) return { whole: answers.whole(asked, answer, 0) }
  return { events: [...answers.events(asked, answer, 0)].map(({ json }) => json) }
}
