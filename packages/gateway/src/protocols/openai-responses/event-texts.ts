import { arrayField, isObject, type JsonObject, objectField, stringField } from '../json-fields.ts'
import { errorRule, jsonArguments, metadata, toolArguments, toolName } from '../openai-tool-rules.ts'
import type { EventTexts } from '../text-lens.ts'
import { base64, type Fields, object, type Rule, text, textInfo, unknownRule, word } from '../text-rules.ts'
import { collectTexts, type FoundText, readRootText } from '../text-walk.ts'
import { annotation, item, logprobs, part, response, shellOutput } from './text-rules.ts'

/** The texts of a Responses answer: of an event's payload, or of a whole plain answer. */
export function readResponsesTexts(json: unknown): EventTexts {
  if (!isObject(json)) return { texts: readRootText(json, unknownRule), ends: nothing }
  const type = stringField(json, 'type')
  if (type === null) return { texts: collectTexts(json, response), ends: 'all' }
  const texts = collectTexts(json, rules.get(type) ?? wholeEvent)
  if ('delta' in json) markPieces(texts, json, channelOf(json, type.replace(/\.delta$/, '')))
  return { texts, ends: endsOf(json, type) }
}

const nothing: readonly string[] = Object.freeze([])

/** Events that carry whole things: the request that is repeated, items, parts. */
const whole: Fields = {
  response,
  item,
  part,
  annotation,
  logprobs,
  error: errorRule,
  partial_image_b64: base64,
  size: word,
  quality: word,
  background: word,
  output_format: word,
}
const wholeEvent = object(whole)

/** What comes in pieces: `<name>.delta`, then `<name>.done` with the member that repeats it as a whole. */
const streams: ReadonlyArray<readonly [name: string, rule: Rule, whole: string]> = [
  ['response.output_text', text(textInfo('message', 'assistant')), 'text'],
  ['response.refusal', text(textInfo('refusal', 'assistant')), 'refusal'],
  ['response.reasoning_text', text(textInfo('reasoning', 'assistant')), 'text'],
  ['response.reasoning_summary_text', text(textInfo('reasoning', 'assistant')), 'text'],
  ['response.audio.transcript', text(textInfo('message', 'assistant')), 'transcript'],
  ['response.function_call_arguments', jsonArguments, 'arguments'],
  ['response.mcp_call_arguments', jsonArguments, 'arguments'],
  ['response.custom_tool_call_input', toolArguments, 'input'],
  ['response.code_interpreter_call_code', toolArguments, 'code'],
  ['response.shell_call_command', toolArguments, 'command'],
  ['response.shell_call_output_content', shellOutput(), 'output'],
  ['response.audio', base64, 'data'],
]

const rules: ReadonlyMap<string, Rule> = new Map([
  ...streams.flatMap(([name, rule, field]) => {
    const event = object({ ...whole, name: toolName, delta: rule, [field]: rule })
    return ['delta', 'done', 'added'].map((end) => [`${name}.${end}`, event] as const)
  }),
  ['error', object({ ...whole, message: metadata, code: word, param: metadata })],
])

/** A string `delta` is a piece; so are the strings right inside of a `delta` that is an object. */
function markPieces(texts: readonly FoundText[], json: JsonObject, channel: string): void {
  for (const found of texts) {
    if (found.container === json && found.key === 'delta') found.continues(channel, (rest) => eventWith(json, rest))
    else if (found.container === json.delta)
      found.continues(`${channel}/${found.key}`, (rest) => eventWith(json, { [String(found.key)]: rest }))
  }
}

/** What kind of event it is, where it belongs, and the piece: all else stays with the event that said it. */
function eventWith(json: JsonObject, delta: unknown): JsonObject {
  const members = Object.entries(json).filter(
    ([key, value]) => key === 'type' || key.endsWith('_id') || typeof value === 'number',
  )
  return { ...Object.fromEntries(members), delta, ...('logprobs' in json ? { logprobs: [] } : {}) }
}

/** `0/response.output_text/0`: the item, what comes in pieces, and which one of them in the item. */
function channelOf(json: JsonObject, name: string): string {
  const which = json.content_index ?? json.summary_index ?? json.command_index ?? 0
  return `${String(json.output_index ?? json.item_id ?? '')}/${name}/${String(which)}`
}

/** What may have come in pieces of one content part, of one part of a summary, of a whole item. */
const contentStreams = [
  'response.output_text',
  'response.refusal',
  'response.reasoning_text',
  'response.audio.transcript',
]
const summaryStreams = ['response.reasoning_summary_text']
const itemStreams = streams.map(([name]) => name)
/** More parts of one item than any provider sends without saying when each is done. */
const partsAtLeast = 8

function endsOf(json: JsonObject, type: string): readonly string[] | 'all' {
  switch (type) {
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
    case 'response.cancelled':
    case 'error':
      return 'all'
    case 'response.content_part.done':
      return contentStreams.map((name) => channelOf(json, name))
    case 'response.reasoning_summary_part.done':
      return summaryStreams.map((name) => channelOf(json, name))
    case 'response.output_item.done':
      return endsOfItem(json)
  }
  if (!type.endsWith('.done')) return nothing
  const channel = channelOf(json, type.slice(0, -'.done'.length))
  return type === 'response.shell_call_output_content.done' ? [`${channel}/stdout`, `${channel}/stderr`] : [channel]
}

function endsOfItem(json: JsonObject): string[] {
  const done = objectField(json, 'item')
  const count = Math.max(partsAtLeast, arrayField(done, 'content').length, arrayField(done, 'summary').length)
  const ends: string[] = []
  for (let index = 0; index < count; index++) {
    for (const name of itemStreams) {
      const channel = channelOf({ output_index: json.output_index, content_index: index }, name)
      ends.push(channel)
      if (name === 'response.shell_call_output_content') ends.push(`${channel}/stdout`, `${channel}/stderr`)
    }
  }
  return ends
}
