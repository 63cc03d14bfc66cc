import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { KeptRequests } from '../capture/request-queue.ts'
import type { Admit } from '../quota/admission.ts'
import type { AdmitTo } from '../quota/endpoint-admission.ts'
import type { Charged } from '../recovery/charged.ts'
import type { ClientKind } from '../refusals/client-kind.ts'
import type { RequestBody, Upstream } from '../upstream/upstream.ts'
import type { ClientSide } from './client-side.ts'
import type { CompiledApi } from './compile.ts'
import type { Exchange } from './exchange.ts'
import type { Refusal } from './refusal.ts'
import type { FailureLog } from './run.ts'

/** Where a call's record goes, once, before its terminal event does. `spool.ts` makes it durable. */
export interface Ledger {
  /** `charged`: what the call was charged under its limits. */
  append(record: UsageRecord, charged: readonly Charged[]): void
}

/** What we tell our own log of a call that did not go well; may carry internals, never secrets. */
export interface CallLog extends FailureLog {
  attemptFailed(x: Exchange, detail: string): void
  callFailed(x: Exchange, error: unknown): void
}

/** Answers that stream now, looked at once a second for time-outs and heartbeats. */
export interface Watched {
  /** Where it stands among the watched; the watch's own note. */
  watchIndex: number
  tick(now: number): void
}

/** What all calls of a gateway share. */
export interface CallServices {
  readonly upstream: Upstream
  readonly ledger: Ledger
  /** Requests of APIs that keep them. */
  readonly keptRequests: KeptRequests
  readonly log: CallLog
  readonly watch: { add(watched: Watched): void; delete(watched: Watched): void }
  /** Reserves what the call may use; refuses where nothing is left. Settles by `x.defer`. */
  readonly admit: Admit
  /** The same at an endpoint, before each attempt. */
  readonly admitTo: AdmitTo
  /** Unix milliseconds, for what depends on quotas. */
  now(): number
  /** 0 (inclusive) to 1 (exclusive). */
  random(): number
}

/** An exchange on its way: the accounted part (`x`), the client's end, and what carries it. */
export interface Call extends CallServices {
  readonly x: Exchange
  /** With the policies that apply to this call: fewer once the body tells the model. */
  api: CompiledApi
  readonly client: ClientSide
  /** Who reads a refusal or a provider's error. */
  readonly clientKind: ClientKind
  body: RequestBody
  stripUsage: boolean
  /** Writes a refusal as this client understands it best; only before the response has begun. */
  sendRefusal(refusal: Refusal): void
}
