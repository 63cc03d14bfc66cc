import type { ReportedUsage } from '../../usage/normalise.ts'
import { arrayField, isObject, objectField, parseBytes, stringField } from '../json-fields.ts'
import type { AnswerReader } from '../protocol.ts'
import type { SseEvent } from '../sse.ts'
import { ToolTally } from '../tool-tally.ts'
import { memberBytes, scanTopLevel, stringMember } from '../top-level-scan.ts'
import { readChatCalls } from './tool-calls.ts'

const done = Buffer.from('[DONE]')
const usageMark = Buffer.from('"usage":')
const contentMark = Buffer.from('"content":"')
const argumentsMark = Buffer.from('"arguments":"')
const nameMark = Buffer.from('"name":"')
const callMark = Buffer.from('_call')
const letterN = 110
const modelMark = Buffer.from('"model":"')

/**
 * Reads a Chat Completions answer. Only events that carry usage are parsed; the end is `[DONE]`. The chunk that carries
 * nothing but usage is dropped where we asked for it and the client did not.
 */
export class ChatAnswer implements AnswerReader {
  reported: ReportedUsage | undefined
  modelServed: string | null = null
  readonly failed = false
  outputCharacters = 0
  private readonly stripUsage: boolean
  private readonly tools = new ToolTally()
  private readonly pieces = new Set<string>()

  constructor(options: { stripUsage: boolean }) {
    this.stripUsage = options.stripUsage
  }

  onEvent(event: SseEvent): 'pass' | 'drop' | 'terminal' {
    if (event.dataStartsWith(done)) return 'terminal'
    const argumentsAt = event.indexOf(argumentsMark)
    this.outputCharacters += textLength(event, contentMark) + lengthAt(event, argumentsAt, argumentsMark)
    // The first piece of a call has its name, and the arguments, still empty.
    if (argumentsAt >= 0 && event.indexOf(nameMark) >= 0) this.noteTools(event.json())
    if (this.modelServed === null && event.indexOf(modelMark) >= 0)
      this.modelServed = stringField(event.json(), 'model')
    if (!carriesUsage(event)) return 'pass'
    this.reported = readUsage(objectField(event.json(), 'usage'))
    return this.stripUsage && arrayField(event.json(), 'choices').length === 0 ? 'drop' : 'pass'
  }

  onJson(bytes: Buffer): Buffer {
    const scan = scanTopLevel(bytes, { scalarsOnly: false })
    const usage = memberBytes(bytes, scan, 'usage')
    this.modelServed = stringMember(bytes, scan, 'model')
    this.reported = usage === undefined ? undefined : readUsage(parseBytes(usage))
    const choices = memberBytes(bytes, scan, 'choices')
    if (this.reported === undefined) this.outputCharacters = choices?.length ?? 0
    if (choices?.includes(callMark)) this.noteTools({ choices: parseBytes(choices) })
    return bytes
  }

  get toolCalls(): AnswerReader['toolCalls'] {
    return this.tools.calls
  }

  private noteTools(json: unknown): void {
    for (const { channel, name } of readChatCalls(json)) {
      // Some providers say the name with every piece.
      if (channel !== null && this.pieces.has(channel)) continue
      if (channel !== null) this.pieces.add(channel)
      this.tools.note(name)
    }
  }

  heartbeat(): undefined {
    return undefined
  }
}

/** Other chunks may say `"usage":null`; those are told by their next byte and not parsed. */
function carriesUsage(event: SseEvent): boolean {
  const at = event.indexOf(usageMark)
  if (at < 0 || event.bytes[at + usageMark.length] === letterN) return false
  const json = event.json()
  return isObject(json) && isObject(json.usage)
}

function textLength(event: SseEvent, mark: Buffer): number {
  return lengthAt(event, event.indexOf(mark), mark)
}

function lengthAt(event: SseEvent, at: number, mark: Buffer): number {
  return at < 0 ? 0 : Math.max(0, event.bytes.indexOf('"', at + mark.length) - at - mark.length)
}

function readUsage(usage: unknown): ReportedUsage | undefined {
  if (!isObject(usage)) return undefined
  const prompt = objectField(usage, 'prompt_tokens_details')
  return {
    inputTokens: usage.prompt_tokens,
    cachedInputTokens: prompt.cached_tokens,
    cacheWriteTokens: prompt.cache_write_tokens,
    outputTokens: usage.completion_tokens,
    reasoningTokens: objectField(usage, 'completion_tokens_details').reasoning_tokens,
  }
}
