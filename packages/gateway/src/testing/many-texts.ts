import { arrayField, objectField, stringField } from '../protocols/json-fields.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { SseReader } from '../protocols/sse.ts'
import { chat, responses, type Spoken } from './said-by-model.ts'

/**
 * Answers that say many texts at once, each in a message of its own (a choice of its own in Chat Completions), so that thousands of ways to
 * cut a text need a few answers only.
 */

/** One message of an answer: its deltas, and where its events are cut into TCP segments, in bytes from their first. */
export interface SaidInPieces {
  readonly pieces: readonly string[]
  readonly byteCuts?: readonly number[]
}

export interface ManySpoken {
  readonly spoken: Spoken
  /** The events of one message, rendered. */
  message(said: SaidInPieces, index: number): readonly Buffer[]
  /** What ends the answer. */
  end(all: readonly SaidInPieces[]): Buffer
  /** For each message everything that an answer says its text is: its deltas together, then whatever repeats it. */
  read(payloads: readonly unknown[]): ReadonlyMap<number, readonly string[]>
}

const manyResponses: ManySpoken = {
  spoken: responses,
  message({ pieces }, index) {
    const place = { item_id: `msg_${index}`, output_index: index, content_index: 0 }
    const text = pieces.join('')
    return [
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
      { type: 'response.output_text.done', ...place, text },
      { type: 'response.output_item.done', output_index: index, item: messageItem(text, index) },
    ].map((payload) => responses.protocol.renderEvent(payload))
  },
  end: (all) =>
    responses.protocol.renderEvent({
      type: 'response.completed',
      response: { id: 'r', status: 'completed', output: all.map(({ pieces }, i) => messageItem(pieces.join(''), i)) },
    }),
  read: readResponses,
}

const manyChat: ManySpoken = {
  spoken: chat,
  message({ pieces }, index) {
    const chunk = (delta: object, finish: string | null) =>
      chat.protocol.renderEvent({
        id: 'c',
        object: 'chat.completion.chunk',
        choices: [{ index, delta, finish_reason: finish }],
      })
    return [...pieces.map((content) => chunk({ content }, null)), chunk({}, 'stop')]
  },
  end: () => Buffer.from('data: [DONE]\n\n'),
  read: readChat,
}

export const manySpoken: readonly ManySpoken[] = [manyResponses, manyChat]

/** The answer as its TCP segments. */
export function segmentsOf(many: ManySpoken, all: readonly SaidInPieces[]): Buffer[] {
  const segments: Buffer[] = []
  let open: Buffer[] = []
  for (const [index, said] of all.entries()) {
    const bytes = Buffer.concat(many.message(said, index))
    let from = 0
    for (const cut of said.byteCuts ?? []) {
      segments.push(Buffer.concat([...open, bytes.subarray(from, cut)]))
      open = []
      from = cut
    }
    open.push(bytes.subarray(from))
  }
  segments.push(Buffer.concat([...open, many.end(all)]))
  return segments.filter(({ length }) => length > 0)
}

/** What the answer's bytes say, as its client reads them. */
export function readAll(many: ManySpoken, bytes: Buffer): ReadonlyMap<number, readonly string[]> {
  return many.read(payloadsOf(bytes))
}

function payloadsOf(bytes: Buffer): unknown[] {
  const events = new SseReader(33_554_432).push(bytes)
  return events.flatMap((event) => (event.json() === undefined ? [] : [event.json()]))
}

/** Every way to cut a text in one or two places; one place where both are the same, none where it is an end. */
export function* cutsOf(length: number, from = 0): Generator<readonly [first: number, second: number]> {
  for (let first = from; first <= length; first++)
    for (let second = first; second <= length; second++) yield [first, second]
}

export function cutAt(text: string, [first, second]: readonly [number, number]): string[] {
  return [text.slice(0, first), text.slice(first, second), text.slice(second)].filter((piece) => piece !== '')
}

/** The request that says all of these, each in a message of the user's. */
export function askMany({ name }: Protocol, texts: readonly string[]): string {
  const messages = texts.map((content) => ({ role: 'user', content }))
  return JSON.stringify({ model: 'm', stream: true, [name === 'openai-chat' ? 'messages' : 'input']: messages })
}

function messageItem(text: string, index: number) {
  const content = [{ type: 'output_text', text, annotations: [] }]
  return { id: `msg_${index}`, type: 'message', role: 'assistant', status: 'completed', content }
}

function readResponses(payloads: readonly unknown[]): Map<number, string[]> {
  const said = new Map<number, string[]>()
  const items = (item: unknown, index: number) => {
    for (const part of arrayField(item, 'content')) said.get(index)?.push(stringField(part, 'text') ?? '')
  }
  for (const payload of payloads) {
    const index = Number(objectField({ payload }, 'payload').output_index)
    const delta = stringField(payload, 'delta')
    if (delta !== null) said.set(index, [(said.get(index)?.[0] ?? '') + delta])
    const text = stringField(payload, 'text')
    if (text !== null) said.get(index)?.push(text)
    items(objectField(payload, 'item'), index)
    for (const [at, item] of arrayField(objectField(payload, 'response'), 'output').entries()) items(item, at)
  }
  return said
}

function readChat(payloads: readonly unknown[]): Map<number, string[]> {
  const said = new Map<number, string[]>()
  for (const choice of payloads.flatMap((payload) => arrayField(payload, 'choices'))) {
    const index = Number(objectField({ choice }, 'choice').index)
    const content = stringField(objectField(choice, 'delta'), 'content') ?? ''
    said.set(index, [(said.get(index)?.[0] ?? '') + content])
  }
  return said
}
