/**
 * How a protocol shows the texts of its JSON to policies: every field that carries text, wherever it stands, known or not.
 * What is no text is never shown, so it goes on byte for byte: ids, types, roles, numbers, encrypted reasoning, images and other data.
 */

export const textKinds = [
  /** The base prompt and other standing instructions. */
  'instructions',
  /** What a user or the model said. */
  'message',
  /** Names, descriptions and schemas of tools. */
  'tool-definition',
  /** What the model passes to a tool. */
  'tool-arguments',
  'tool-output',
  /** Reasoning or its summary, in plain text. */
  'reasoning',
  'refusal',
  /** What travels beside the conversation: metadata, user, titles, file names, schemas of structured output. */
  'metadata',
  /** A text in an item or a field that this version does not know. */
  'unknown',
] as const
export type TextKind = (typeof textKinds)[number]

export interface TextInfo {
  readonly kind: TextKind
  /** `user`, `assistant`, `developer`, `system` or `tool`, as the dialect says; null where nobody speaks. */
  readonly role: string | null
  /** `json`: the text is JSON in a string, such as the arguments of a tool call. */
  readonly format: 'plain' | 'json'
  /** False for names that something else refers to, such as a tool's: they can be looked at, not changed. */
  readonly mayChange: boolean
}

/** One text of a request or of a whole answer. */
export interface TextField extends TextInfo {
  /** Where it stands, such as `$.input[3].content[0].text`. Made when asked for. */
  path(): string
  readonly text: string
  /** Puts another text in its place, in the JSON that will be sent. */
  replace(text: string): void
}

/** One text of an event of an answer. */
export interface EventText extends TextField {
  /**
   * The stream of pieces that this one continues, such as `0/response.output_text/0` or `choice 1/tool call 0`; null: the text is whole
   * by itself. The text that repeats a finished stream as a whole (`response.output_text.done`) is whole.
   */
  readonly channel: string | null
  /**
   * True for a piece after which its channel is finished by the same event, such as a chunk with both text and `finish_reason`: what was
   * kept goes out together with it, and nothing more is kept. The channel is then not among `ends`.
   */
  readonly isLast?: boolean
  /** The payload of an event that carries nothing but `text` in this channel, for a rest that goes out by itself; undefined without a channel. */
  alone(text: string): unknown
}

export interface EventTexts {
  readonly texts: readonly EventText[]
  /** Channels that are finished when this event comes: what was kept of them goes out in front of it. `all`: the answer is over. */
  readonly ends: readonly string[] | 'all'
}

/** Frozen, for events without text. */
export const noTexts: EventTexts = Object.freeze({ texts: Object.freeze([]), ends: Object.freeze([]) })

/**
 * The kinds of text that a dialect has, for the published matrix: in requests, in whole answers and events, and in pieces of a stream. What
 * tests found in the dialect's schemas, and what clients and providers add to them; tests/conformance/text-fields.test.ts holds it against both.
 */
export interface TextCoverage {
  readonly request: readonly TextKind[]
  readonly answer: readonly TextKind[]
  readonly pieces: readonly TextKind[]
}

/** Of a dialect without texts. */
export const noCoverage: TextCoverage = Object.freeze({ request: [], answer: [], pieces: [] })
