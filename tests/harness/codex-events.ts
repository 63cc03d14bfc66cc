import { asObject, type JsonObject, parseObject } from '../fake-provider/json-value.ts'

/** What `codex exec --json` told, read from its JSONL. */
export interface CodexEvents {
  /** Final texts of the agent. */
  readonly messages: readonly string[]
  /** The sentence with which the turn failed; null where it completed. */
  readonly failure: string | null
  /** Every error line but the failure: "Reconnecting... 1/5 (…)". */
  readonly notices: readonly string[]
  readonly usage: {
    readonly inputTokens: number
    readonly cachedInputTokens: number
    readonly outputTokens: number
  } | null
}

export function readCodexEvents(stdout: string): CodexEvents {
  const events = stdout.split('\n').map(parseObject)
  const items = events.filter(({ type }) => type === 'item.completed').map(({ item }) => asObject(item))
  const failure = failureOf(events)
  const errors = [...events, ...items].filter(({ type }) => type === 'error').map(({ message }) => String(message))
  return {
    messages: items.filter(({ type }) => type === 'agent_message').map(({ text }) => String(text)),
    failure,
    notices: errors.filter((message) => message !== failure),
    usage: usageOf(events),
  }
}

function failureOf(events: readonly JsonObject[]): string | null {
  const failed = events.find(({ type }) => type === 'turn.failed')
  return failed === undefined ? null : String(asObject(failed.error).message)
}

function usageOf(events: readonly JsonObject[]): CodexEvents['usage'] {
  const completed = events.find(({ type }) => type === 'turn.completed')
  if (completed === undefined) return null
  const usage = asObject(completed.usage)
  return {
    inputTokens: Number(usage.input_tokens),
    cachedInputTokens: Number(usage.cached_input_tokens),
    outputTokens: Number(usage.output_tokens),
  }
}

/** The sentence that a failure shows. Before 0.160 Codex shows the whole JSON body of a 400; later ones the sentence in it. */
export function sentenceIn(failure: string | null): string {
  const { message } = asObject(parseObject(failure ?? '').error)
  return typeof message === 'string' ? message : (failure ?? '')
}
