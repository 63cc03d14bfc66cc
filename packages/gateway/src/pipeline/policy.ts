import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { Attempt } from '@tollgate/contract/usage-record'
import type { z } from 'zod'
import type { Exchange } from './exchange.ts'
import type { PolicyTools } from './policy-tools.ts'
import type { Refusal } from './refusal.ts'

/**
 * The contract of a policy: everything that Tollgate does to a call beyond carrying it. README.md in this folder draws
 * when each hook runs. A hook returns a verdict; what it throws is a failure, handled in run.ts as `onFailure` says.
 */

/** An answer that a policy gives in place of the provider: a whole JSON body. */
export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
}

/** The policy changed the request, and it goes on. */
export interface Changed {
  readonly kind: 'changed'
}
export const changed: Changed = Object.freeze({ kind: 'changed' })

/** undefined: nothing to say, go on. */
export type RequestVerdict = Refusal | Answer | Changed | undefined

/** One event of an answer; a plain JSON answer is a single event named `answer`. */
export interface AnswerEvent {
  /** The dialect's name of the event, such as `response.output_text.delta`; '' where it has none. */
  readonly name: string
  /** The payload, parsed on first use and shared by all policies; mutate it only together with a `replace` verdict. */
  json(): unknown
}

/**
 * pass: goes to the client · drop: does not · hold: kept back, in order, until this policy passes or replaces a later event ·
 * replace: these payloads go out instead · a refusal: ends the answer in the client's dialect.
 */
export type EventVerdict = 'pass' | 'drop' | 'hold' | Replacement | Refusal

export interface Replacement {
  readonly replace: readonly unknown[]
  /** True where these say what the provider said, only cut in another way: the answer was looked at, not changed. */
  readonly isSame?: boolean
}

export interface ResponseHead {
  readonly status: number
  /** Lower-case media type without parameters; '' where none was sent. */
  readonly contentType: string
}

/** The hooks, in the order in which they run; each is optional. One instance serves all exchanges of an API: no state in it. */
export interface Policy {
  /** The request may be read and changed through `x.view`, where the policy needs it whole. */
  onRequest?(x: Exchange): RequestVerdict | Promise<RequestVerdict>
  /** Picks where the (next) attempt goes; undefined leaves it to the next policy, and at last to the weights of the candidates. */
  chooseEndpoint?(x: Exchange, candidates: readonly EndpointRow[], last: Attempt | undefined): EndpointRow | undefined
  onResponseHead?(x: Exchange, head: ResponseHead): Refusal | undefined
  /** A promise stops the answer until it is settled: for rules that ask somebody else. */
  onEvent?(x: Exchange, event: AnswerEvent): EventVerdict | Promise<EventVerdict>
  /** The provider's last event has passed; what is still held is released unless this refuses. */
  onEnd?(x: Exchange): Refusal | undefined | Promise<Refusal | undefined>
}

/** Typed per-exchange state of one policy: see `PolicyDeps.slot`. */
export interface Slot<T> {
  get(x: Exchange): T | undefined
  set(x: Exchange, value: T): void
}

export interface PolicyDeps extends PolicyTools {
  /** The attachment's id: stable over revisions of the same file. */
  readonly attachmentId: string
  /** Where this policy keeps what it must remember from one hook to the next of one exchange. */
  slot<T>(): Slot<T>
  /** Notes what was found, for the record of the call: the name of a rule, never a text. */
  found(x: Exchange, rule: string, times?: number): void
  /** What a throw of this attachment means: for what must be known before it, such as whether a text that is held back would be lost. */
  readonly onFailure: 'reject' | 'skip'
  /** Unix milliseconds. */
  now(): number
}

/** What a policy has to read before it can act. `none`: bytes pass untouched and unparsed. */
export interface PolicyNeeds {
  readonly request: 'none' | 'whole'
  readonly response: 'none' | 'events'
}

export interface PolicyDefinition<C extends z.ZodType = z.ZodType> {
  readonly name: string
  /** One sentence for the console and the reference page. */
  readonly summary: string
  readonly kind: 'guardrail' | 'decorator' | 'routing'
  /** The schema is the type, the form, the validation and the reference page: describe every field. */
  readonly config: C
  readonly needs: PolicyNeeds | ((config: z.output<C>) => PolicyNeeds)
  /** What a thrown error means. Guardrails are `reject`. */
  readonly onFailure: 'reject' | 'skip'
  /** True where the config itself asks for `skip`, under a name that the incumbent has for it; an attachment's `onFailure` goes before it. */
  failsOpen?(config: z.output<C>): boolean
  create(config: z.output<C>, deps: PolicyDeps): Policy
}

/** Keeps the type of `config` in `create`, and lets differently typed policies stand in one list. */
export function definePolicy<C extends z.ZodType>(definition: PolicyDefinition<C>): PolicyDefinition {
  return definition as unknown as PolicyDefinition
}
