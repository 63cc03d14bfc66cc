import type { Dialect } from './answer-reader.ts'

export interface Prompt {
  readonly dialect: Dialect
  readonly model: string
  readonly text: string
}

/** The request as an agent would make it. */
export function requestBody({ dialect, model, text }: Prompt): Record<string, unknown> {
  if (dialect === 'openai-chat')
    return { model, stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user', content: text }] }
  return { model, stream: true, store: false, input: [{ role: 'user', content: [{ type: 'input_text', text }] }] }
}
