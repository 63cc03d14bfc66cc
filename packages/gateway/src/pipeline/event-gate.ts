import { stringField } from '../protocols/json-fields.ts'
import type { AnswerReader } from '../protocols/protocol.ts'
import type { SseEvent } from '../protocols/sse.ts'
import type { Call } from './call.ts'
import type { AnswerEvent } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'
import { runEndHooks, runEventHook } from './run.ts'

/** What a policy holds back may grow to this; then the answer cannot go on. */
const heldBytesMax = 33_554_432

interface Item {
  readonly event: AnswerEvent
  readonly bytes: Buffer
}

/**
 * Puts events through the protocol's reader and the policies' `onEvent`, one array in one loop, and gives back the bytes
 * that may go to the client, or the refusal that ends the answer.
 */
export class EventGate {
  private readonly call: Call
  private readonly reader: AnswerReader
  /** What each policy holds back, in order; one list per `onEvent` step. */
  private readonly held: Item[][]
  private heldBytes = 0
  /** The provider's choice, whatever the client asked for: one plain answer, or a stream of events. */
  private isWhole = false
  hasTerminal = false

  constructor(call: Call, reader: AnswerReader) {
    this.call = call
    this.reader = reader
    this.held = call.api.onEvent.map(() => [])
  }

  take(events: readonly SseEvent[]): Buffer | Refusal {
    const passed: Buffer[] = []
    for (const event of events) {
      const refusal = this.takeEvent(event, passed)
      if (refusal !== undefined) return refusal
    }
    return passed.length === 1 && passed[0] !== undefined ? passed[0] : Buffer.concat(passed)
  }

  /** A plain JSON answer: the one event of its stream. */
  takeWhole(bytes: Buffer): Buffer | Refusal {
    const answer = this.reader.onJson(bytes)
    this.hasTerminal = true
    this.isWhole = true
    if (this.held.length === 0) return runEndHooks(this.call.api, this.call.x, this.call.log) ?? answer
    const item = { event: lazyEvent('answer', () => JSON.parse(answer.toString('utf8'))), bytes: answer }
    const passed = this.passOn(0, [item], true)
    if ('kind' in passed) return passed
    return runEndHooks(this.call.api, this.call.x, this.call.log) ?? Buffer.concat(passed.map(({ bytes }) => bytes))
  }

  private takeEvent(event: SseEvent, passed: Buffer[]): Refusal | undefined {
    const kind = this.hasTerminal ? 'pass' : this.reader.onEvent(event)
    if (kind === 'drop') return undefined
    if (kind === 'terminal') this.hasTerminal = true
    if (this.held.length === 0) {
      passed.push(event.bytes)
    } else {
      const items = this.passOn(0, [{ event: answerEvent(event), bytes: event.bytes }], kind === 'terminal')
      if ('kind' in items) return items
      for (const { bytes } of items) passed.push(bytes)
    }
    return kind === 'terminal' ? runEndHooks(this.call.api, this.call.x, this.call.log) : undefined
  }

  /** Puts items through the steps from `index` on. At the terminal event nothing may be held any longer. */
  private passOn(index: number, items: readonly Item[], isTerminal: boolean): Item[] | Refusal {
    const step = this.call.api.onEvent[index]
    if (step === undefined) return [...items]
    const onward: Item[] = []
    for (const item of items) {
      const released = this.judge(index, item, isTerminal)
      if ('kind' in released) return released
      onward.push(...released)
    }
    return this.passOn(index + 1, onward, isTerminal)
  }

  private judge(index: number, item: Item, isTerminal: boolean): Item[] | Refusal {
    const step = this.call.api.onEvent[index]
    const held = this.held[index]
    if (step === undefined || held === undefined) return [item]
    const verdict = runEventHook(step, this.call.x, item.event, this.call.log)
    if (typeof verdict === 'object') {
      if ('kind' in verdict) return verdict
      this.release(held)
      return verdict.replace.map((json) => this.makeItem(json))
    }
    if (verdict === 'drop') return []
    if (verdict === 'pass' || isTerminal) return [...this.release(held), item]
    held.push(item)
    this.heldBytes += item.bytes.length
    return this.heldBytes > heldBytesMax ? refuse('policy_failed', undefined, { policy: step.name }) : []
  }

  private release(held: Item[]): Item[] {
    for (const { bytes } of held) this.heldBytes -= bytes.length
    return held.splice(0)
  }

  private makeItem(json: unknown): Item {
    const bytes = this.isWhole ? Buffer.from(JSON.stringify(json)) : this.call.x.protocol.renderEvent(json)
    return { event: lazyEvent(stringField(json, 'type') ?? '', () => json), bytes }
  }
}

function answerEvent(event: SseEvent): AnswerEvent {
  return lazyEvent(event.eventName() || (stringField(event.json(), 'type') ?? ''), () => event.json())
}

/** What `parse` gives is kept, so that all policies share it. */
function lazyEvent(name: string, parse: () => unknown): AnswerEvent {
  let parsed: { readonly json: unknown } | undefined
  return {
    name,
    json() {
      parsed ??= { json: parse() }
      return parsed.json
    },
  }
}
