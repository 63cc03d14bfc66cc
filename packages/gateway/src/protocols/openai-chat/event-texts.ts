import { arrayField, isObject, type JsonObject, objectField, stringField } from '../json-fields.ts'
import type { EventTexts } from '../text-lens.ts'
import { unknownRule } from '../text-rules.ts'
import { collectTexts, type FoundText, readRootText } from '../text-walk.ts'
import { response } from './text-rules.ts'

/** The texts of a Chat Completions answer: of a chunk, or of a whole plain answer. `[DONE]` is no JSON, and ends everything. */
export function readChatTexts(json: unknown): EventTexts {
  if (!isObject(json)) return { texts: readRootText(json, unknownRule), ends: 'all' }
  const texts = collectTexts(json, response)
  const choices = arrayField(json, 'choices')
  const isWhole = json.object === 'chat.completion' || choices.some((choice) => isObject(choice) && 'message' in choice)
  if (isWhole || isObject(json.error)) return { texts, ends: 'all' }
  const pieces = new Map<string, FoundText>()
  for (const found of texts) markPiece(json, found, pieces)
  return { texts, ends: endsOf(choices, pieces) }
}

/** Strings in a `delta` go on in the next chunk, but for names and what is said beside the conversation. */
function markPiece(json: JsonObject, found: FoundText, pieces: Map<string, FoundText>): void {
  const steps = found.steps()
  if (steps.length < 4 || steps[0] !== 'choices' || steps[2] !== 'delta') return
  if (found.kind === 'metadata' || !found.mayChange) return
  const channel = channelOf(json, steps)
  pieces.set(channel, found)
  found.continues(channel, (rest) => chunkWith(json, steps, rest))
}

/** `choice 0/content`, `choice 1/tool call 0`; what nobody knows by where it stands. */
function channelOf(json: JsonObject, steps: ReadonlyArray<string | number>): string {
  const choice = arrayField(json, 'choices')[Number(steps[1])]
  const name = `choice ${indexOf(choice, steps[1])}`
  if (steps[3] !== 'tool_calls') return `${name}/${steps.slice(3).join('/')}`
  const call = arrayField(objectField(choice, 'delta'), 'tool_calls')[Number(steps[4])]
  return `${name}/tool call ${indexOf(call, steps[4])}`
}

/** Where a choice or a call says which one it is, that counts; else its place in the list. */
function indexOf(value: unknown, place: string | number | undefined): string | number {
  const index = isObject(value) ? value.index : undefined
  return typeof index === 'number' ? index : (place ?? 0)
}

/** What every chunk of an answer says. */
const heads = new Set(['id', 'object', 'model', 'service_tier', 'system_fingerprint'])

/** A chunk with nothing but this piece: who speaks, how it ends and what it used stay with the chunk that said so. */
function chunkWith(json: JsonObject, steps: ReadonlyArray<string | number>, rest: string): JsonObject {
  const chunk = Object.entries(json).filter(([key, value]) => heads.has(key) || typeof value === 'number')
  const choice = arrayField(json, 'choices')[Number(steps[1])]
  const delta = along(objectField(choice, 'delta'), steps.slice(3), rest)
  const alone = { index: Number(indexOf(choice, steps[1])), delta, logprobs: null, finish_reason: null }
  return { ...Object.fromEntries(chunk), choices: [alone], ...('usage' in json ? { usage: null } : {}) }
}

/** The containers from here to the piece, each with nothing but what leads there; of a list, what says which element it is. */
function along(value: unknown, steps: ReadonlyArray<string | number>, rest: string): unknown {
  const [step, ...others] = steps
  if (step === undefined) return rest
  if (typeof step === 'string') return { [step]: along(objectMember(value, step), others, rest) }
  const element = Array.isArray(value) ? value[step] : undefined
  const inner = along(element, others, rest)
  if (!isObject(inner)) return [inner]
  const type = stringField(element, 'type')
  return [{ index: Number(indexOf(element, step)), ...(type === null ? {} : { type }), ...inner }]
}

function objectMember(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

const streams = ['content', 'refusal', 'reasoning_content', 'reasoning', 'function_call/arguments', 'audio/transcript']
/** As many as OpenAI takes tools. */
const toolCallsMax = 128

/** A channel that ends with a piece in this very chunk is not finished before it: that piece is its last. */
function endsOf(choices: readonly unknown[], pieces: ReadonlyMap<string, FoundText>): string[] {
  const ends: string[] = []
  for (const [place, choice] of choices.entries()) {
    const name = `choice ${indexOf(choice, place)}`
    if (stringField(choice, 'finish_reason') === null) endsOfCalls(choice, name, ends)
    else {
      for (const stream of streams) ends.push(`${name}/${stream}`)
      for (let call = 0; call < toolCallsMax; call++) ends.push(`${name}/tool call ${call}`)
    }
  }
  for (const channel of ends) pieces.get(channel)?.endsChannel()
  return ends.filter((channel) => !pieces.has(channel))
}

/** A call that begins ends the one before: clients take that one for complete. */
function endsOfCalls(choice: unknown, name: string, ends: string[]): void {
  for (const [place, call] of arrayField(objectField(choice, 'delta'), 'tool_calls').entries()) {
    const index = Number(indexOf(call, place))
    const begins = stringField(call, 'id') !== null || stringField(objectField(call, 'function'), 'name') !== null
    if (begins && index > 0) ends.push(`${name}/tool call ${index - 1}`)
  }
}
