import type { TextInfo } from '../protocols/text-lens.ts'
import type { ComingText } from '../scanning/scanner.ts'
import type { Refusal } from './refusal.ts'

/**
 * What most policies are: a rule about texts. `text-hooks.ts` brings it every text of a request, of a plain answer and of a stream, in
 * every dialect, and puts back what the rule changes.
 */
export interface TextRule {
  /** Which texts it looks at; all of them unless it says so. */
  wants?(text: TextInfo): boolean
  /** A whole text. A string takes its place; undefined leaves it; a refusal ends the call. A promise where somebody else must be asked. */
  judge(text: string, info: TextInfo): TextVerdict | Promise<TextVerdict>
  /**
   * How a text is dealt with while it is still coming. `whole`: kept back until it is complete, then judged. A function: takes what it
   * can tell for sure, so that the rest is kept back only as far as this rule needs it.
   */
  readonly stream: 'whole' | ((piece: TextPiece) => TextStep | Refusal | Promise<TextStep | Refusal>)
}

export type TextVerdict = string | Refusal | undefined

export interface TextPiece {
  /** What has gone before, the last characters of it, as it came: for rules that look at what stands in front. */
  readonly before: string
  /** Has come, and has not gone. */
  readonly pending: string
  /** Nothing follows: all of `pending` must be taken. */
  readonly isEnd: boolean
  readonly info: TextInfo
}

export interface TextStep {
  /** Characters of `pending`, from its beginning, that are dealt with. */
  readonly taken: number
  /** What goes out in their place. */
  readonly out: string
}

/** A piece as scanners look at it. */
export function comingOf({ before, pending, isEnd }: TextPiece): ComingText {
  return { text: before + pending, from: before.length, isEnd }
}

/** Written in this conversation by a person, a model or a tool; not the agent's own instructions, tools and metadata. */
export function isConversation({ kind, role }: TextInfo): boolean {
  if (kind === 'message') return role !== 'developer' && role !== 'system'
  return (
    kind === 'tool-arguments' ||
    kind === 'tool-output' ||
    kind === 'reasoning' ||
    kind === 'refusal' ||
    kind === 'unknown'
  )
}

/** Said by the model, in an answer; not what an answer repeats of its request. */
export function isModelOutput({ kind }: TextInfo): boolean {
  return (
    kind === 'message' || kind === 'tool-arguments' || kind === 'reasoning' || kind === 'refusal' || kind === 'unknown'
  )
}
