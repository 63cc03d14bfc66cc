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
  /** So many calls of a turn ask for the command, one after the other; one unless it is said. */
  readonly rounds?: number
}

/** A provider that behaves: every operation a coding agent uses, under any base path. */
export function agentProvider(options: AgentProviderOptions = {}): Answer {
  return (request) => {
    const text = withDemandedEnding(request, options.text ?? 'The fake provider says hello.')
    if (request.path.endsWith('/responses')) return answerResponses(request, { ...options, text })
    if (request.path.endsWith('/chat/completions')) return answerChat(request, text, options.usage)
    if (request.path.endsWith('/models')) return answerModels(['gpt-5.4', 'gpt-5.5'])
    return answerError(404, { type: 'invalid_request_error', code: null, message: `Invalid URL (${request.path})` })
  }
}

function answerResponses(request: ReceivedRequest, options: AgentProviderOptions & { readonly text: string }): Reply {
  if (isTitleRequest(request)) return answerText(request, JSON.stringify({ title: 'A fake title' }), options)
  const round = countToolOutputs(request) + 1
  if (options.command === undefined || round > (options.rounds ?? 1)) return answerText(request, options.text, options)
  return answerItems(request, [reasoningItem(), shellCall(request, options.command, round)], options)
}

/**
 * What a model does that follows its instructions: a text that they demand at the end of every response stands there. Only instructions
 * count, wherever a dialect has them; what a user says or a tool brings does not.
 */
function withDemandedEnding(request: ReceivedRequest, text: string): string {
  const { instructions, input, messages } = request.json()
  const spoken = [...asObjects(input), ...asObjects(messages)].filter(
    ({ role }) => role === 'developer' || role === 'system',
  )
  const texts = [String(instructions ?? ''), ...spoken.map(({ content }) => contentText(content))]
  const demand = /^\d*\.? ?At the end of every response, add the text: '([^'\n]+)'\.$/m
  const endings = texts.flatMap((instruction) => demand.exec(instruction)?.[1] ?? [])
  return [text, ...endings].join(' ')
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return asObjects(content)
    .map((part) => String(part.text ?? ''))
    .join('')
}

/** The second call of an interactive thread: it wants a title in a JSON schema. */
function isTitleRequest(request: ReceivedRequest): boolean {
  const { text } = request.json()
  return JSON.stringify(text ?? null).includes('"json_schema"')
}

function countToolOutputs(request: ReceivedRequest): number {
  return asObjects(request.json().input).filter(({ type }) => String(type).endsWith('_call_output')).length
}

/** Versions of Codex name their shell tool differently, so the one that the request offers is called. */
function shellCall(request: ReceivedRequest, command: string, round: number): OutputItem {
  const names = asObjects(request.json().tools).map(({ name }) => name)
  if (names.includes('exec_command')) return functionCallItem('exec_command', { cmd: command }, round)
  if (names.includes('shell_command')) return functionCallItem('shell_command', { command }, round)
  return functionCallItem('shell', { command: ['/bin/sh', '-c', command] }, round)
}
