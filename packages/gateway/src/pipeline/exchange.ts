import type { ApiRow, ApplicationRow, EndpointRow, KeyRow, PlanRow, SubscriptionRow } from '@tollgate/contract/snapshot'
import type { Attempt, Outcome, Usage, UsageRecord, Verdict } from '@tollgate/contract/usage-record'
import type { Protocol, RequestView } from '../protocols/protocol.ts'
import type { Standing } from '../quota/admission.ts'
import type { Charged } from '../recovery/charged.ts'
import type { Refusal } from './refusal.ts'

/** Who is behind a call: the key, and what hangs on it, as the snapshot had it when the call came. */
export interface Caller {
  readonly key: KeyRow
  readonly application: ApplicationRow
  /** null for a test key, which needs none. */
  readonly subscription: SubscriptionRow | null
  readonly plan: PlanRow | null
}

/** What the client sent, apart from the body. */
export interface ClientRequest {
  readonly method: string
  /** Path below the API's context and version, without a leading `/v1`: `/responses`. */
  readonly path: string
  /** With its question mark, without our credentials; '' where there is none. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly rawHeaders: readonly string[]
  readonly address: string
}

/** How an exchange ended; given to every function that was deferred. */
export interface Settlement {
  readonly outcome: Outcome
  readonly usage: Usage
  readonly refusal: Refusal | null
}

export type Settle = (settlement: Settlement) => void

interface ExchangeStart {
  id: string
  api: ApiRow
  caller: Caller
  protocol: Protocol
  operation: string
  request: ClientRequest
  configVersion: number
}

/**
 * One call through the gateway, from the accepted key to the settled usage. Fixed shape: every field is set in the
 * constructor, so that all exchanges share one hidden class. It knows no socket.
 */
export class Exchange {
  readonly id: string
  /** Unix milliseconds. */
  readonly at: number
  /** Monotonic milliseconds; durations are counted from here. */
  readonly startedAt: number
  readonly api: ApiRow
  readonly caller: Caller
  readonly protocol: Protocol
  readonly operation: string
  readonly request: ClientRequest
  readonly configVersion: number

  modelAsked: string | null = null
  modelServed: string | null = null
  /** True where the model decides what the call is counted under, so that it is read for certain. */
  modelCounts = false
  /** True once the client asked for a stream or the provider began one. */
  stream = false
  /** The parsed body behind the protocol's lens; null unless the protocol or a policy reads it. */
  view: RequestView | null = null
  /** The body as it goes upstream, where it is held whole; null where it is passed through as it comes. */
  body: Buffer | null = null
  /** The body as the client sent it, where its API keeps it; null elsewhere, and where it is too long to be kept. */
  received: Buffer | null = null
  requestBytes = 0
  responseBytes = 0
  status = 0
  firstByteMs: number | null = null
  endpoint: EndpointRow | null = null
  refusal: Refusal | null = null
  usage: Usage | null = null
  /** How often the answer called which tools; null: none. */
  toolCalls: Readonly<Record<string, number>> | null = null
  /** How the limits of the call stood when it was admitted; empty: it is under none. */
  standings: readonly Standing[] = []
  /** What the client says of itself, once it was read whole (make-record.ts). */
  agent: UsageRecord['agent'] | null = null
  /** Times that something was set aside for the call. */
  reservations = 0
  /** What the call was charged, for each of them that is settled. */
  readonly charged: Charged[] = []
  readonly attempts: Attempt[] = []
  readonly verdicts: Verdict[] = []
  /** State of policies for this exchange; reached through a `Slot` only. */
  readonly slots: unknown[] = []
  private readonly deferred: Settle[] = []
  private settled = false

  constructor(start: ExchangeStart) {
    this.id = start.id
    this.at = Date.now()
    this.startedAt = performance.now()
    this.api = start.api
    this.caller = start.caller
    this.protocol = start.protocol
    this.operation = start.operation
    this.request = start.request
    this.configVersion = start.configVersion
  }

  /** `settle` runs exactly once however the exchange ends, last deferred first. */
  defer(settle: Settle): void {
    this.deferred.push(settle)
  }

  get isSettled(): boolean {
    return this.settled
  }

  /** Hands out what was deferred, last first, and marks the exchange settled; empty on every later call. For the runner only. */
  takeDeferred(): Settle[] {
    if (this.settled) return []
    this.settled = true
    return this.deferred.reverse()
  }

  elapsedMs(): number {
    return Math.round((performance.now() - this.startedAt) * 100) / 100
  }
}
