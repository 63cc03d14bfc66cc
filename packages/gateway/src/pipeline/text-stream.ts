import type { Protocol } from '../protocols/protocol.ts'
import type { EventText } from '../protocols/text-lens.ts'
import { inOrder } from './in-order.ts'
import { judgeJsonText } from './json-text.ts'
import type { EventVerdict } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { TextRule, TextStep, TextVerdict } from './text-rule.ts'

/** Of what has gone out, a rule may look back at this much. */
const lookBackCharacters = 64
/** Streams of pieces that may be open at once: output items, their parts, choices. */
const channelsMax = 1_000
/** A text of which more than this is kept back is looked at again when it has become twice as long, and not at every piece. */
const lookEachTimeCharacters = 8_192
/** What one rule keeps back of one answer. */
const pendingCharactersMax = 33_554_432

/** A stream of pieces, such as the text of one part of one item. */
interface Channel {
  before: string
  pending: string
  /** How long `pending` has to be to be looked at again. */
  lookFrom: number
  /** The last piece that came: what a rest goes out as. */
  last: EventText
}

/** One text rule over one answer. */
export class TextStream {
  private readonly protocol: Protocol
  private readonly rule: TextRule
  private readonly channels = new Map<string, Channel>()
  private pendingCharacters = 0
  /** False while everything that went out is what came, only cut in another way. */
  private hasChanged = false

  constructor(protocol: Protocol, rule: TextRule) {
    this.protocol = protocol
    this.rule = rule
  }

  /** `json` is the payload of an event; it is changed in place. */
  take(json: unknown): EventVerdict | Promise<EventVerdict> {
    const { texts, ends } = this.protocol.readTexts(json)
    const front: unknown[] = []
    let isChanged = false
    const note = (text: EventText, verdict: TextVerdict): Refusal | undefined => {
      if (verdict === undefined) return undefined
      if (typeof verdict === 'object') return verdict
      if (verdict === text.text) return undefined
      if (!text.mayChange) return fixedText(text)
      if (text.channel === null) this.hasChanged = true
      text.replace(verdict)
      isChanged = true
      return undefined
    }
    const judge = (text: EventText) => {
      const verdict = text.channel === null ? this.judgeWhole(text) : this.takePiece(text.channel, text)
      return verdict instanceof Promise ? verdict.then((settled) => note(text, settled)) : note(text, verdict)
    }
    const finish = (stop: Refusal | undefined): EventVerdict => {
      if (stop !== undefined) return stop
      return isChanged || front.length > 0 ? { replace: [...front, json], isSame: !this.hasChanged } : 'pass'
    }
    const judgeAll = () => inOrder(texts, judge)
    const flushed = this.flush(ends, front)
    const stop = flushed instanceof Promise ? flushed.then((refusal) => refusal ?? judgeAll()) : (flushed ?? judgeAll())
    return stop instanceof Promise ? stop.then(finish) : finish(stop)
  }

  private judgeWhole(text: EventText): TextVerdict | Promise<TextVerdict> {
    if (this.rule.wants?.(text) === false) return undefined
    const judge = (part: string) => this.rule.judge(part, text)
    return text.format === 'json' ? judgeJsonText(text.text, judge) : judge(text.text)
  }

  private takePiece(name: string, text: EventText): TextVerdict | Promise<TextVerdict> {
    if (this.rule.wants?.(text) === false) return undefined
    const channel = this.channels.get(name) ?? this.open(name, text)
    if (channel === undefined) return refuse('policy_failed')
    channel.last = text
    channel.pending += text.text
    this.pendingCharacters += text.text.length
    if (this.pendingCharacters > pendingCharactersMax) return refuse('policy_failed')
    if (text.isLast === true) return this.takeLast(name, channel)
    // A piece of JSON cannot be told from its escapes before it is whole.
    if (this.rule.stream === 'whole' || text.format === 'json') return ''
    if (channel.pending.length < channel.lookFrom) return ''
    const step = this.rule.stream({ ...sides(channel), isEnd: false, info: text })
    return step instanceof Promise ? step.then((settled) => this.follow(channel, settled)) : this.follow(channel, step)
  }

  private follow(channel: Channel, step: TextStep | Refusal): string | Refusal {
    if ('kind' in step) return step
    const gone = channel.pending.slice(0, step.taken)
    if (step.out !== gone) this.hasChanged = true
    this.pendingCharacters -= step.taken
    channel.before = (channel.before + gone).slice(-lookBackCharacters)
    channel.pending = channel.pending.slice(step.taken)
    const { length } = channel.pending
    channel.lookFrom = length > lookEachTimeCharacters ? length * 2 : 0
    return step.out
  }

  /** A piece that ends its own channel: nothing stays behind it. */
  private takeLast(name: string, channel: Channel): string | Refusal | Promise<string | Refusal> {
    this.channels.delete(name)
    this.pendingCharacters -= channel.pending.length
    const note = (out: string | Refusal) => {
      if (out !== channel.pending) this.hasChanged = true
      return out
    }
    const out = this.finish(channel)
    return out instanceof Promise ? out.then(note) : note(out)
  }

  private open(name: string, last: EventText): Channel | undefined {
    if (this.channels.size >= channelsMax) return undefined
    const channel = { before: '', pending: '', lookFrom: 0, last }
    this.channels.set(name, channel)
    return channel
  }

  /** What was kept of channels that are finished goes out in front of the event that finishes them. */
  private flush(ends: readonly string[] | 'all', front: unknown[]): Refusal | undefined | Promise<Refusal | undefined> {
    if (this.channels.size === 0) return undefined
    const names = ends === 'all' ? [...this.channels.keys()] : ends
    return inOrder(names, (name) => {
      const channel = this.channels.get(name)
      if (channel === undefined) return undefined
      this.channels.delete(name)
      this.pendingCharacters -= channel.pending.length
      if (channel.pending === '') return undefined
      const send = (out: string | Refusal): Refusal | undefined => {
        if (typeof out === 'object') return out
        if (out !== channel.pending) this.hasChanged = true
        if (out !== '') front.push(channel.last.alone(out))
        return undefined
      }
      const out = this.finish(channel)
      return out instanceof Promise ? out.then(send) : send(out)
    })
  }

  private finish(channel: Channel): string | Refusal | Promise<string | Refusal> {
    const { last, pending } = channel
    const kept = (verdict: TextVerdict) => verdict ?? pending
    if (this.rule.stream !== 'whole' && last.format === 'plain') {
      const step = this.rule.stream({ ...sides(channel), isEnd: true, info: last })
      return step instanceof Promise ? step.then(outOf) : outOf(step)
    }
    const judge = (part: string) => this.rule.judge(part, last)
    const verdict = last.format === 'json' ? judgeJsonText(pending, judge) : judge(pending)
    return verdict instanceof Promise ? verdict.then(kept) : kept(verdict)
  }
}

function outOf(step: TextStep | Refusal): string | Refusal {
  return 'kind' in step ? step : step.out
}

function sides({ before, pending }: Channel): { before: string; pending: string } {
  return { before, pending }
}

/** Fails closed: a rule wants another text where none can be put. */
export function fixedText(text: { path(): string }): Refusal {
  return refuse(
    'guardrail_blocked',
    `A rule of this API has to change the text at ${text.path()}, which something else refers to by name: use another name there.`,
  )
}
