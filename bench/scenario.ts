/** What a scenario asks for: the client's side, the provider's side, and how to tell a whole answer from a broken one. */
export interface Workload {
  readonly connections: number
  /**
   * back-to-back: every connection calls again as soon as it has its answer.
   * held-open: every connection has one streamed answer, which stays open for the whole measurement.
   */
  readonly shape: 'back-to-back' | 'held-open'
  /** Path behind the base URL of an API. */
  readonly operation: string
  /** The API of a gateway that has policies, by their number; 0: the one without. Contestants that have none carry the same calls without. */
  readonly policies?: PolicyCount
  readonly headers: Readonly<Record<string, string>>
  /** `turnMark` in it is another text of the same length in every call, so that a gateway has not seen what stands there. */
  readonly body: string
  readonly answer: AnswerScript
  readonly expected: Expectation
}

export type PolicyCount = 0 | 1 | 10

/** Stands where a body differs from call to call. */
export const turnMark = 'turn-00000000'

/** What the mock provider answers. It goes there as JSON. */
export type AnswerScript =
  | { readonly kind: 'plain'; readonly body: string }
  /** All events at once, in writes of `eventsPerWrite`. */
  | { readonly kind: 'stream'; readonly events: readonly string[]; readonly eventsPerWrite: number }
  /** One event every `everyMs`; `count` events between opening and closing, each with the time at which it was sent. */
  | {
      readonly kind: 'paced'
      readonly opening: readonly string[]
      readonly count: number
      readonly everyMs: number
      readonly closing: readonly string[]
    }

/** Checked on every answer, so that a broken contestant is called broken and not fast. */
export interface Expectation {
  /** Server-sent events; 0 for a plain answer. */
  readonly events: number
  /** What the last 2 KB of the answer have to hold. */
  readonly ending: readonly string[]
}

export type Unit = 'call' | 'event'

export interface Scenario {
  readonly name: string
  readonly title: string
  /** What CPU time is divided by; the first one gives the ratio to nginx. */
  readonly units: readonly [Unit, ...Unit[]]
  /** Made anew for every run, because a held-open answer has to outlast the measurement. */
  workload(options: { readonly seconds: number }): Workload
}

/** How long a held-open run takes before it measures, and how long its streams go on afterwards. */
export const heldOpenTimes = { openMs: 1000, settleMs: 1000, marginMs: 2000 } as const
