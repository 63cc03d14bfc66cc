import type { ReportedUsage } from '../../usage/normalise.ts'
import { isObject, objectField, parseBytes, stringField } from '../json-fields.ts'
import type { AnswerReader } from '../protocol.ts'
import { renderSseEvent, type SseEvent } from '../sse.ts'
import { ToolTally } from '../tool-tally.ts'
import { memberBytes, scanTopLevel, stringMember } from '../top-level-scan.ts'
import { readResponsesCalls } from './tool-calls.ts'

const responseType = Buffer.from('{"type":"response.')
const deltaMark = Buffer.from('"delta":"')
const terminalTypes = ['response.completed', 'response.incomplete', 'response.failed'] as const
const terminalPrefixes = terminalTypes.map((type) => Buffer.from(`{"type":"${type}"`))
const itemAddedPrefix = Buffer.from('{"type":"response.output_item.added"')
const callMark = Buffer.from('_call"')
const createdPrefix = Buffer.from('{"type":"response.created"')
/** Enough for Codex's `response.created`, which repeats instructions and tools. */
const heartbeatBytesMax = 262_144

/**
 * Reads a Responses answer. The kind of an event is told by the first bytes of its payload, where every known provider
 * writes `type`; a payload that begins otherwise is parsed. Of a whole answer only the members that matter are decoded.
 */
export class ResponsesAnswer implements AnswerReader {
  reported: ReportedUsage | undefined
  modelServed: string | null = null
  failed = false
  outputCharacters = 0
  private readonly tools = new ToolTally()
  private created: SseEvent | undefined

  onEvent(event: SseEvent): 'pass' | 'terminal' {
    if (isTerminal(event)) {
      const response = objectField(event.json(), 'response')
      this.modelServed = stringField(response, 'model')
      this.failed = response.status === 'failed'
      this.reported = readUsage(response.usage)
      // Some providers do not announce items one by one.
      if (this.toolCalls === null) this.noteTools(event.json())
      return 'terminal'
    }
    this.outputCharacters += deltaLength(event)
    if (event.dataStartsWith(itemAddedPrefix) && event.indexOf(callMark) >= 0) this.noteTools(event.json())
    if (this.created === undefined && event.dataStartsWith(createdPrefix)) this.created = event
    return 'pass'
  }

  onJson(bytes: Buffer): Buffer {
    const scan = scanTopLevel(bytes, { scalarsOnly: false })
    this.modelServed = stringMember(bytes, scan, 'model')
    this.failed = stringMember(bytes, scan, 'status') === 'failed'
    const usage = memberBytes(bytes, scan, 'usage')
    this.reported = usage === undefined ? undefined : readUsage(parseBytes(usage))
    const output = memberBytes(bytes, scan, 'output')
    if (this.reported === undefined) this.outputCharacters = output?.length ?? 0
    if (output?.includes(callMark)) this.noteTools({ output: parseBytes(output) })
    return bytes
  }

  get toolCalls(): AnswerReader['toolCalls'] {
    return this.tools.calls
  }

  private noteTools(json: unknown): void {
    for (const { name } of readResponsesCalls(json)) this.tools.note(name)
  }

  /** `response.in_progress` with the response that `response.created` announced: what OpenAI itself sends. */
  heartbeat(): Buffer | undefined {
    if (this.created === undefined || this.created.bytes.length > heartbeatBytesMax) return undefined
    const response = objectField(this.created.json(), 'response')
    return renderSseEvent('response.in_progress', { type: 'response.in_progress', response })
  }
}

function isTerminal(event: SseEvent): boolean {
  if (event.dataStartsWith(responseType)) return terminalPrefixes.some((prefix) => event.dataStartsWith(prefix))
  const type = stringField(event.json(), 'type')
  return terminalTypes.some((terminal) => terminal === type)
}

function deltaLength(event: SseEvent): number {
  const at = event.indexOf(deltaMark)
  return at < 0 ? 0 : Math.max(0, event.bytes.indexOf('"', at + deltaMark.length) - at - deltaMark.length)
}

function readUsage(usage: unknown): ReportedUsage | undefined {
  if (!isObject(usage)) return undefined
  const input = objectField(usage, 'input_tokens_details')
  return {
    inputTokens: usage.input_tokens,
    cachedInputTokens: input.cached_tokens,
    cacheWriteTokens: input.cache_write_tokens,
    outputTokens: usage.output_tokens,
    reasoningTokens: objectField(usage, 'output_tokens_details').reasoning_tokens,
  }
}
