import type { Outcome, Usage, UsageRecord } from '@tollgate/contract/usage-record'

/** What a client's own words say of a call (attribution/read-attribution.ts). A claim, bounded; null where it says nothing. */
export interface Attribution {
  /** Such as `codex_exec`, `claude-code`, `gemini-cli`, `opencode`; the family of the user agent where it names itself no better. */
  readonly agent: string | null
  readonly agentVersion: string | null
  readonly conversation: string | null
  readonly turn: string | null
  /** The conversation that started this one. */
  readonly parentConversation: string | null
  /** What kind of sub-agent called, such as `review`; null: the agent itself. */
  readonly subagent: string | null
  readonly trigger: 'human' | 'automation' | null
  /** What the call was for, where the agent says it: `turn`, `compaction`, `thread_title`, … */
  readonly purpose: string | null
  readonly sandbox: string | null
  /** `github.com/acme/shop`, without scheme, user, password and `.git`. */
  readonly repository: string | null
  readonly commit: string | null
  /** Files were changed and not committed. */
  readonly isDirty: boolean | null
}

/** Where a record came from. */
export interface RecordSource {
  readonly organisationId: string
  readonly gatewayId: string
}

/** A usage record as analytics keep it: flat, attributed, priced. Times are Unix milliseconds, money micro-dollars. */
export interface UsageFacts extends RecordSource, Attribution {
  readonly id: string
  readonly at: number
  readonly outcome: Outcome
  readonly status: number
  readonly refusalCode: string | null
  readonly refusalPolicy: string | null
  readonly applicationId: string
  readonly application: string
  readonly team: string | null
  readonly costCentre: string | null
  readonly person: string | null
  readonly identity: UsageRecord['caller']['identity']
  readonly keyId: string
  readonly keyType: UsageRecord['caller']['keyType']
  readonly plan: string | null
  readonly apiId: string
  /** `name/version` */
  readonly api: string
  readonly provider: string
  readonly protocol: string
  readonly operation: string
  /** The one that answered, or else the one that was asked for. */
  readonly model: string | null
  readonly isStream: boolean
  readonly attempts: number
  /** How often the answer called which tools; null: none. */
  readonly tools: UsageRecord['tools']
  readonly usage: Usage
  /** null: the model has no price, or nothing was used. */
  readonly cost: number | null
  /** What cached input would have cost more without the cache. */
  readonly saved: number
  readonly isUnpriced: boolean
  readonly requestBytes: number
  readonly responseBytes: number
  readonly firstByteMs: number | null
  readonly totalMs: number
  /** Of the attempts, to the head of the answer; null: nobody was asked. */
  readonly providerMs: number | null
  /** Attachments that refused or would have, changed or would have. */
  readonly policyHits: readonly { readonly policy: string; readonly verdict: string }[]
}
