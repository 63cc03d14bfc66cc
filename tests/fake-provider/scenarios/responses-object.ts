import type { JsonObject } from '../json-value.ts'
import type { ProducedUsage } from '../reply.ts'
import { responsesUsage } from './usage.ts'

/** Items and the response object of OpenAI's Responses API, as complete as the official SDK and Codex expect them. */

export type OutputItem = JsonObject & { readonly id: string; readonly type: string }

export function messageItem(text: string): OutputItem {
  return {
    id: 'msg_fake_1',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', annotations: [], logprobs: [], text }],
  }
}

/** `round` tells the calls of one conversation apart, as their ids do. */
export function functionCallItem(name: string, args: Readonly<Record<string, unknown>>, round = 1): OutputItem {
  return {
    id: `fc_fake_${round}`,
    type: 'function_call',
    status: 'completed',
    name,
    call_id: `call_fake_${round}`,
    arguments: JSON.stringify(args),
  }
}

/** Stateless clients send this blob back on the next call; it must survive byte by byte, hence the awkward characters. */
export function reasoningItem(): OutputItem {
  return {
    id: 'rs_fake_1',
    type: 'reasoning',
    summary: [],
    encrypted_content: 'gAAAAAB+/=\\u00e9é\u2028"quoted"==',
  }
}

export interface ResponseState {
  readonly model: string
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed'
  readonly output: readonly OutputItem[]
  readonly usage?: ProducedUsage
  readonly error?: { readonly code: string; readonly message: string }
  readonly incompleteReason?: 'max_output_tokens' | 'content_filter'
}

export function responseObject(state: ResponseState): Record<string, unknown> {
  return {
    id: 'resp_fake_1',
    object: 'response',
    created_at: 1_795_000_000,
    status: state.status,
    error: state.error ?? null,
    incomplete_details: state.incompleteReason === undefined ? null : { reason: state.incompleteReason },
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: state.model,
    output: state.output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: false,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: state.usage === undefined ? null : responsesUsage(state.usage),
    user: null,
  }
}
