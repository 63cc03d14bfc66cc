import type { ReportedUsage } from '../../usage/normalise.ts'
import { arrayField, isObject, objectField, parseBytes, stringField } from '../json-fields.ts'
import type { AnswerReader } from '../protocol.ts'
import type { SseEvent } from '../sse.ts'

const done = Buffer.from('[DONE]')
const usageMark = Buffer.from('"usage":')
const contentMark = Buffer.from('"content":"')
const argumentsMark = Buffer.from('"arguments":"')
const letterN = 110
const modelMark = Buffer.from('"model":"')

/**
 * Reads a Chat Completions answer. Only events that carry usage are parsed; the end is `[DONE]`. The chunk that carries
 * nothing but usage is dropped where we asked for it and the client did not.
 */
export function readChatAnswer(options: { stripUsage: boolean }): AnswerReader {
  let reported: ReportedUsage | undefined
  let modelServed: string | null = null
  let outputCharacters = 0

  const readChunk = (json: unknown) => {
    modelServed = stringField(json, 'model') ?? modelServed
    reported = readUsage(json) ?? reported
  }

  return {
    onEvent(event) {
      if (event.dataStartsWith(done)) return 'terminal'
      outputCharacters += textLength(event, contentMark) + textLength(event, argumentsMark)
      if (modelServed === null && event.indexOf(modelMark) >= 0) modelServed = stringField(event.json(), 'model')
      if (!carriesUsage(event)) return 'pass'
      readChunk(event.json())
      return options.stripUsage && arrayField(event.json(), 'choices').length === 0 ? 'drop' : 'pass'
    },
    onJson(bytes) {
      const json = parseBytes(bytes)
      readChunk(json)
      if (reported === undefined) outputCharacters = JSON.stringify(arrayField(json, 'choices')).length
      return bytes
    },
    heartbeat: () => undefined,
    get reported() {
      return reported
    },
    get modelServed() {
      return modelServed
    },
    failed: false,
    get outputCharacters() {
      return outputCharacters
    },
  }
}

/** Other chunks may say `"usage":null`; those are told by their next byte and not parsed. */
function carriesUsage(event: SseEvent): boolean {
  const at = event.indexOf(usageMark)
  if (at < 0 || event.bytes[at + usageMark.length] === letterN) return false
  return readUsage(event.json()) !== undefined
}

function textLength(event: SseEvent, mark: Buffer): number {
  const at = event.indexOf(mark)
  return at < 0 ? 0 : Math.max(0, event.bytes.indexOf('"', at + mark.length) - at - mark.length)
}

function readUsage(json: unknown): ReportedUsage | undefined {
  const usage = isObject(json) ? json.usage : undefined
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
