import { type ErrorCode, errorRow } from '@tollgate/contract/errors'
import type { QuotaScope } from '@tollgate/contract/limits'

/** We said no, or could not go on: a value that travels up the pipeline and is rendered once, by refusals/. */
export interface Refusal {
  readonly kind: 'refusal'
  readonly code: ErrorCode
  /** One sentence for the person at the agent: which rule, and what to do next. */
  readonly message: string
  /** The policy that refused; null for what is built in. */
  readonly policy: string | null
  /** Seconds after which the same call may work; null where waiting does not help. */
  readonly retryAfterSeconds: number | null
  /** Unix seconds at which a used-up quota starts anew. */
  readonly resetsAt: number | null
  /** Whose limit is in the way, for clients that tell them apart; null for every other refusal. */
  readonly limitOf: LimitScope | null
  /** What a guardrail has to say of its refusal; null for every other one. */
  readonly intervention: Intervention | null
}

/** `burst`: of a plan or a quota that also has a limit for longer. */
export type LimitScope = 'plan' | 'burst' | QuotaScope

/** A guardrail's refusal as the incumbent tells it. */
export interface Intervention {
  /** The publisher's name for the rule. */
  readonly name: string
  /** The incumbent's kind of guardrail, such as `REGEX_GUARDRAIL`. */
  readonly type: string
  readonly direction: 'REQUEST' | 'RESPONSE'
  /** What was wrong, in one sentence. */
  readonly reason: string
  /** Details, only where the publisher shows them. */
  readonly assessments?: unknown
}

interface RefusalDetails {
  policy?: string
  retryAfterSeconds?: number
  resetsAt?: number
  limitOf?: LimitScope
  intervention?: Intervention
}

/** A refusal by its code; the table's sentence unless a more exact one is given. */
export function refuse(code: ErrorCode, message?: string, details: RefusalDetails = {}): Refusal {
  return {
    kind: 'refusal',
    code,
    message: message ?? errorRow(code).message,
    policy: details.policy ?? null,
    retryAfterSeconds: details.retryAfterSeconds ?? null,
    resetsAt: details.resetsAt ?? null,
    limitOf: details.limitOf ?? null,
    intervention: details.intervention ?? null,
  }
}
