import type { TextKind } from '../protocols/text-lens.ts'

/**
 * The contract of a service that judges texts: a vendor's guardrail, a moderation, a comparison of embeddings. One file implements it; time-outs,
 * breaker, concurrency, verdicts that are remembered, and what it means for the call are `external-guardrail.ts` and
 * `external-services.ts`.
 */
export interface TextService {
  /** Everything of its configuration on which a verdict depends: verdicts are remembered under it. */
  readonly identity: string
  /** What one call may carry; a text that is longer than `charactersMax` is a call of its own. */
  readonly batch: { readonly textsMax: number; readonly charactersMax: number }
  /**
   * Judges each of the texts. They are those of one request, or one text of an answer, without the ones on which a verdict is remembered.
   * Rejects where it cannot: with an `ExternalFailure`, which says nothing of a text.
   */
  check(texts: readonly ServiceText[], metadata: TextMetadata, signal: AbortSignal): Promise<TextsVerdict>
}

export interface ServiceText {
  readonly text: string
  readonly kind: TextKind
  /** `user`, `assistant`, `developer`, `system` or `tool`, as the dialect says; null where nobody speaks. */
  readonly role: string | null
  /** Where it stands in the body, such as `$.input[3].content[0].text`; null in an answer. */
  readonly path: string | null
}

/** Whose texts they are. */
export interface TextMetadata {
  readonly requestId: string
  /** name/version */
  readonly api: string
  readonly application: string
  readonly person: string | null
  readonly plan: string | null
  readonly model: string | null
  readonly direction: 'request' | 'response'
}

export type TextsVerdict = 'allow' | TextsBlocked | TextsModified

export interface TextsBlocked {
  readonly action: 'block'
  /** One sentence that ends with a full stop and repeats nothing of the texts. */
  readonly reason: string
  /** Names of the rules that were broken, for the record of the call; never texts. */
  readonly rules: readonly string[]
  /** Details that the caller sees where the publisher shows them. */
  readonly assessments?: unknown
}

export interface TextsModified {
  readonly action: 'modify'
  /** As many as were asked about, in their order. */
  readonly texts: readonly string[]
}
