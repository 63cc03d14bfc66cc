import type { ModelRow } from '@tollgate/contract/snapshot'
import type { ReportedUsage } from '../usage/normalise.ts'
import type { InsertedMessage, Place } from './insert-messages.ts'
import type { RequestParameters } from './request-parameters.ts'
import type { RequestTools, ToolCall } from './request-tools.ts'
import type { SseEvent } from './sse.ts'
import type { EventTexts, TextCoverage, TextField } from './text-lens.ts'

/**
 * The contract of a wire protocol: how a dialect's requests are read and changed in their own JSON, how its answers report
 * usage, and how an answer that cannot go on is ended. A lens, not a conversion: fields and items that it does not know survive.
 */

/** What can be told of a request without parsing it. */
export interface RequestFacts {
  readonly model: string | null
  /** null: not seen in what was scanned. */
  readonly stream: boolean | null
}

/** A request over its own JSON. */
export interface RequestView {
  /** The object that was parsed and that will be sent; nothing else is. */
  readonly json: Record<string, unknown>
  model: string | null
  readonly stream: boolean
  /** True where the answer must fit a schema, such as Codex's request for a title: what asks for another ending would break it. */
  readonly wantsStructuredOutput: boolean
  /** Every text of the request, in the order of the JSON. */
  texts(): readonly TextField[]
  /**
   * Adds an instruction without disturbing what a provider may have cached: `prepend` puts it behind the leading
   * developer and system items and before the first user item, `append` at the very end. False where it stands there already,
   * word for word: it is never there twice.
   */
  insertInstructions(text: string, place: Place): boolean
  /** The same for messages of any role, which stay together and in their order. */
  insertMessages(messages: readonly InsertedMessage[], place: Place): boolean
  readonly parameters: RequestParameters
  readonly tools: RequestTools
  /** Makes sure that the answer reports usage; true where the client had not asked for it. */
  askForUsage(): boolean
}

/** A whole request body after the protocol's own needs were met. */
export interface PreparedRequest {
  readonly bytes: Buffer
  readonly facts: RequestFacts
  /** True where we asked for usage that the client did not ask for, so that its event must not reach the client. */
  readonly stripUsage: boolean
}

/** Reads one answer: made for each attempt, thrown away after it. */
export interface AnswerReader {
  /** Looks at one complete event. `terminal`: the last one that matters; usage is then known, if it ever will be. */
  onEvent(event: SseEvent): 'pass' | 'drop' | 'terminal'
  /** Takes a whole plain JSON answer and returns what the client gets: the same buffer unless the protocol adds to it. */
  onJson(bytes: Buffer): Buffer
  /** As the provider reported it, unchecked; undefined where it reported none. */
  readonly reported: ReportedUsage | undefined
  readonly modelServed: string | null
  /** True where the terminal event says that the model failed. */
  readonly failed: boolean
  /** Characters of output seen so far: what an estimate is made of. */
  readonly outputCharacters: number
  /** How often the answer so far calls which tools, by the names of `ToolCall`; null: it calls none. */
  readonly toolCalls: Readonly<Record<string, number>> | null
  /** An event that shows that the answer is still alive and that every client of the dialect takes; undefined while there is none. */
  heartbeat(): Buffer | undefined
}

export interface Protocol {
  readonly name: string
  /** Whose error bodies its clients read: the renderer's name in refusals/. */
  readonly dialect: 'openai'
  readonly operations: ReadonlyArray<{ readonly method: string; readonly path: string }>
  /** `whole`: the protocol itself has to read the request, even where no policy does. */
  readonly requestNeeds: 'none' | 'whole'
  /** True where an answer is what a model said, so that anything but JSON or an event stream is refused. */
  readonly answersAreModelOutput: boolean
  /** What `RequestView.texts` and `readTexts` can show. */
  readonly textCoverage: TextCoverage
  /** Scans the first bytes of a body; must not parse. */
  scanRequest(firstBytes: Buffer): RequestFacts
  /** The model that a whole body asks for, for decisions: null unless there is exactly one, whatever parser reads it. Must not parse. */
  readModel(bytes: Buffer): string | null
  /** Only where `requestNeeds` is `whole`, and on bytes that no policy reads: changes nothing but what it needs. */
  prepareRequest(bytes: Buffer): PreparedRequest
  view(json: Record<string, unknown>): RequestView
  /** The texts of an answer's event, or of a whole plain answer, from its payload. Only where `answersAreModelOutput`. */
  readTexts(json: unknown): EventTexts
  /** The tools that an answer's event, or a whole plain answer, calls. Only where `answersAreModelOutput`. */
  readToolCalls(json: unknown): readonly ToolCall[]
  /** An answer that needs no provider, from what the API's row lists; undefined: the provider is asked. */
  answerLocally(models: readonly ModelRow[] | null): Buffer | undefined
  readAnswer(options: { stripUsage: boolean }): AnswerReader
  /** An answer's event with this payload, as bytes. */
  renderEvent(json: unknown): Buffer
  /** What ends an answer that has begun and cannot go on, so that the client shows `message` to its user. */
  renderStreamError(error: { code: string; message: string }): Buffer
}
