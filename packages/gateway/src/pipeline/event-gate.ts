import { stringField } from '../protocols/json-fields.ts'
import type { AnswerReader } from '../protocols/protocol.ts'
import type { SseEvent } from '../protocols/sse.ts'
import type { CompiledApi } from './compile.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerEvent, EventVerdict } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'
import { type FailureLog, runEndHooks, runEventHook } from './run.ts'
import type { Step } from './steps.ts'

/** What a policy holds back may grow to this; then the answer cannot go on. */
const heldBytesMax = 33_554_432

interface Item {
  readonly event: AnswerEvent
  readonly bytes: Buffer
}

interface ItemTask {
  readonly kind: 'item'
  readonly item: Item
  /** The step in front of which it stands. */
  readonly index: number
  readonly isTerminal: boolean
}

/** Something that is still to be done: an item, the hooks at the end, or a refusal once it is its turn. */
type Task = ItemTask | { readonly kind: 'end' } | Refusal

/** What the gate needs to know of a call: also of one that has no socket and no provider. */
export interface GatedCall {
  readonly x: Exchange
  readonly api: CompiledApi
  readonly log: FailureLog
}

/** What may go to the client, or what ends the answer. */
export type Passed = Buffer | Refusal

/**
 * Puts events through the protocol's reader and the policies' `onEvent`, and gives back the bytes that may go to the client, or the
 * refusal that ends the answer. A promise comes back only where a policy has to wait; no other event may be given until it is settled.
 */
export class EventGate {
  private readonly call: GatedCall
  private readonly reader: AnswerReader
  /** What each policy holds back, in order; one list per `onEvent` step. */
  private readonly held: Item[][]
  private heldBytes = 0
  /** The provider's choice, whatever the client asked for: one plain answer, or a stream of events. */
  private isWhole = false
  private hasRead = false
  private tasks: Task[] = []
  private passed: Buffer[] = []
  /** True once the terminal event, and what was to be done in front of it, has been given back. */
  hasTerminal = false

  constructor(call: GatedCall, reader: AnswerReader) {
    this.call = call
    this.reader = reader
    this.held = call.api.onEvent.map(() => [])
  }

  take(events: readonly SseEvent[]): Passed | Promise<Passed> {
    // Behind the terminal event nothing is read, and without a policy nothing is parsed.
    if (this.held.length > 0) this.tasks = events.flatMap((event) => this.tasksOf(event)).reverse()
    else if (!this.readAll(events)) this.tasks = [{ kind: 'end' }]
    return this.work()
  }

  /** A plain JSON answer: the one event of its stream. */
  takeWhole(bytes: Buffer): Passed | Promise<Passed> {
    const answer = this.reader.onJson(bytes)
    this.hasRead = true
    this.isWhole = true
    const item = { event: lazyEvent('answer', () => JSON.parse(answer.toString('utf8'))), bytes: answer }
    this.tasks = [{ kind: 'end' }, { kind: 'item', item, index: 0, isTerminal: true }]
    return this.work()
  }

  /** The answer is over, whatever it was: no policy is asked about what is left of it. */
  abandon(): void {
    this.tasks = []
  }

  /** False where the terminal event was among them. */
  private readAll(events: readonly SseEvent[]): boolean {
    const before = this.hasRead
    for (const event of events) {
      const kind = this.read(event)
      if (kind !== 'drop') this.passed.push(event.bytes)
    }
    return before || !this.hasRead
  }

  private read(event: SseEvent): 'pass' | 'drop' | 'terminal' {
    const kind = this.hasRead ? 'pass' : this.reader.onEvent(event)
    if (kind === 'terminal') this.hasRead = true
    return kind
  }

  private tasksOf(event: SseEvent): Task[] {
    const kind = this.read(event)
    if (kind === 'drop') return []
    // What policies cannot read, nobody gets; comments and the like have no payload.
    if (!this.hasRead && event.json() === undefined && event.data() !== '') return [refuse('provider_unreadable')]
    const item = { event: answerEvent(event), bytes: event.bytes }
    if (kind === 'pass') return [{ kind: 'item', item, index: 0, isTerminal: false }]
    return [{ kind: 'item', item, index: 0, isTerminal: true }, { kind: 'end' }]
  }

  /** The last task is the next one: what a step lets go on comes before what follows it. */
  private work(): Passed | Promise<Passed> {
    for (let task = this.tasks.pop(); task !== undefined; task = this.tasks.pop()) {
      const stop = this.perform(task)
      if (stop instanceof Promise) return stop.then((settled) => settled ?? this.work())
      if (stop !== undefined) return stop
    }
    this.hasTerminal = this.hasRead
    const { passed } = this
    this.passed = []
    return passed.length === 1 && passed[0] !== undefined ? passed[0] : Buffer.concat(passed)
  }

  private perform(task: Task): Refusal | undefined | Promise<Refusal | undefined> {
    if (task.kind === 'refusal') return task
    return task.kind === 'end' ? this.end() : this.advance(task)
  }

  private end(): Refusal | undefined | Promise<Refusal | undefined> {
    return runEndHooks(this.call.api, this.call.x, this.call.log)
  }

  private advance(task: ItemTask): Refusal | undefined | Promise<Refusal | undefined> {
    const step = this.call.api.onEvent[task.index]
    if (step === undefined) {
      this.passed.push(task.item.bytes)
      return undefined
    }
    const verdict = runEventHook(step, this.call.x, task.item.event, this.call.log)
    if (verdict instanceof Promise) return verdict.then((settled) => this.follow(step, task, settled))
    return this.follow(step, task, verdict)
  }

  private follow(step: Step, task: ItemTask, verdict: EventVerdict): Refusal | undefined {
    const { item, index, isTerminal } = task
    const held = this.held[index] ?? []
    if (typeof verdict === 'object') {
      if ('kind' in verdict) return verdict
      this.release(held)
      return this.goOn(
        verdict.replace.map((json) => this.makeItem(json)),
        task,
      )
    }
    if (verdict === 'drop') return undefined
    // At the terminal event nothing may be held any longer.
    if (verdict === 'pass' || isTerminal) return this.goOn([...this.release(held), item], task)
    held.push(item)
    this.heldBytes += item.bytes.length
    return this.heldBytes > heldBytesMax ? refuse('policy_failed', undefined, { policy: step.name }) : undefined
  }

  private goOn(items: readonly Item[], { index, isTerminal }: ItemTask): undefined {
    for (const item of items.toReversed()) this.tasks.push({ kind: 'item', item, index: index + 1, isTerminal })
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
