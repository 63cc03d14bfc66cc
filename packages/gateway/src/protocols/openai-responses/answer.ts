import type { ReportedUsage } from '../../usage/normalise.ts'
import { arrayField, isObject, objectField, parseBytes, stringField } from '../json-fields.ts'
import type { AnswerReader } from '../protocol.ts'
import { renderSseEvent, type SseEvent } from '../sse.ts'

const responseType = Buffer.from('{"type":"response.')
const deltaMark = Buffer.from('"delta":"')
const terminalTypes = ['response.completed', 'response.incomplete', 'response.failed'] as const
const terminalPrefixes = terminalTypes.map((type) => Buffer.from(`{"type":"${type}"`))
const createdPrefix = Buffer.from('{"type":"response.created"')
/** Enough for Codex's `response.created`, which repeats instructions and tools. */
const heartbeatBytesMax = 262_144

/**
 * Reads a Responses answer. The kind of an event is told by the first bytes of its payload, where every known provider
 * writes `type`; a payload that begins otherwise is parsed.
 */
export function readResponsesAnswer(): AnswerReader {
  let reported: ReportedUsage | undefined
  let modelServed: string | null = null
  let outputCharacters = 0
  let created: SseEvent | undefined
  let failed = false

  const readResponse = (response: unknown) => {
    modelServed = stringField(response, 'model') ?? modelServed
    failed = stringField(response, 'status') === 'failed'
    reported = readUsage(response)
    if (reported === undefined) outputCharacters = Math.max(outputCharacters, countOutput(response))
  }

  return {
    onEvent(event) {
      if (isTerminal(event)) {
        readResponse(objectField(event.json(), 'response'))
        return 'terminal'
      }
      outputCharacters += deltaLength(event)
      if (created === undefined && event.bytes.length <= heartbeatBytesMax && event.dataStartsWith(createdPrefix))
        created = event
      return 'pass'
    },
    onJson(bytes) {
      readResponse(parseBytes(bytes))
      return bytes
    },
    heartbeat: () => (created === undefined ? undefined : renderHeartbeat(created)),
    get reported() {
      return reported
    },
    get modelServed() {
      return modelServed
    },
    get failed() {
      return failed
    },
    get outputCharacters() {
      return outputCharacters
    },
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

/** `response.in_progress` with the response that `response.created` announced: what OpenAI itself sends. */
function renderHeartbeat(created: SseEvent): Buffer {
  const response = objectField(created.json(), 'response')
  return renderSseEvent('response.in_progress', { type: 'response.in_progress', response })
}

function readUsage(response: unknown): ReportedUsage | undefined {
  const usage = isObject(response) ? response.usage : undefined
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

function countOutput(response: unknown): number {
  const output = arrayField(response, 'output')
  return output.length === 0 ? 0 : JSON.stringify(output).length
}
