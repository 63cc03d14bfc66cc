import type { Answer } from '../fake-provider.ts'
import { asObjects } from '../json-value.ts'
import type { ReceivedRequest } from '../received-request.ts'
import type { Reply } from '../reply.ts'
import { answerChat } from './chat.ts'
import { answerError } from './errors.ts'
import { answerModels } from './models.ts'
import { type AnswerOptions, answerItems, answerText } from './responses.ts'
import { functionCallItem, type OutputItem, reasoningItem } from './responses-object.ts'

export interface AgentProviderOptions extends AnswerOptions {
  readonly text?: string
  /** A shell command: the first call of a turn asks for it, the next one, which brings its output, gets the text. */
  readonly command?: string
}

/** A provider that behaves: every operation a coding agent uses, under any base path. */
export function agentProvider(options: AgentProviderOptions = {}): Answer {
  return (request) => {
    const { text = 'The fake provider says hello.' } = options
    if (request.path.endsWith('/responses')) return answerResponses(request, { ...options, text })
    if (request.path.endsWith('/chat/completions')) return answerChat(request, text, options.usage)
    if (request.path.endsWith('/models')) return answerModels(['gpt-5.4', 'gpt-5.5'])
    return answerError(404, { type: 'invalid_request_error', code: null, message: `Invalid URL (${request.path})` })
  }
}

function answerResponses(request: ReceivedRequest, options: AgentProviderOptions & { readonly text: string }): Reply {
  if (isTitleRequest(request)) return answerText(request, JSON.stringify({ title: 'A fake title' }), options)
  if (options.command === undefined || hasToolOutput(request)) return answerText(request, options.text, options)
  return answerItems(request, [reasoningItem(), shellCall(request, options.command)], options)
}

/** The second call of an interactive thread: it wants a title in a JSON schema. */
function isTitleRequest(request: ReceivedRequest): boolean {
  const { text } = request.json()
  return JSON.stringify(text ?? null).includes('"json_schema"')
}

function hasToolOutput(request: ReceivedRequest): boolean {
  return asObjects(request.json().input).some(({ type }) => String(type).endsWith('_call_output'))
}

/** Versions of Codex name their shell tool differently, so the one that the request offers is called. */
function shellCall(request: ReceivedRequest, command: string): OutputItem {
  const names = asObjects(request.json().tools).map(({ name }) => name)
  if (names.includes('exec_command')) return functionCallItem('exec_command', { cmd: command })
  if (names.includes('shell_command')) return functionCallItem('shell_command', { command })
  return functionCallItem('shell', { command: ['/bin/sh', '-c', command] })
}
