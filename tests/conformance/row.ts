import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Answer } from '../fake-provider/fake-provider.ts'
import type { CodexVersion } from '../harness/agents.ts'
import type { CodexOptions } from '../harness/run-codex.ts'
import type { ApiInput } from '../harness/tollgate-config.ts'

/** One line of the conformance table: what happens, and what the real Codex must make of it. */
export interface Row {
  readonly when: string
  /** What the provider behind this row's API does; without it it behaves. */
  readonly provider?: Answer
  /** Changes to this row's API; `url` is where its provider listens. */
  readonly api?: (url: string) => Partial<ApiInput>
  readonly subscription?: 'active' | 'blocked' | 'none'
  /** The plan of the subscription; `Nothing` allows no call at all. */
  readonly plan?: 'Nothing'
  readonly key?: KeyName
  /** Where Codex is pointed instead of the row's address (`/row/version`). */
  readonly address?: (right: string) => string
  readonly codex?: (baseUrl: string) => Partial<CodexOptions>
  /** Only these versions, where the others cannot be told apart or the row takes long. */
  readonly versions?: readonly CodexVersion[]
  /** POSTs that reach the gateway, with Codex's own retries on. */
  readonly posts: PerVersion<number>
  /** Requests that reach the provider; the same number without it. */
  readonly attempts?: number
  readonly terminal: PerVersion<Terminal>
  /** What is written of every one of the posts: in the usage log, or, where no caller was known, in the gateway's own log. */
  readonly record: RecordShape | DoorShape
}

export type PerVersion<Value> = Value | ((version: CodexVersion) => Value)

/** The key that Codex is given: an environment variable of the world, or nobody's key. */
export type KeyName = 'CLIENT_KEY' | 'SANDBOX_KEY' | 'REVOKED_KEY' | 'EXPIRED_KEY' | 'UNKNOWN_KEY'

export type Terminal =
  /** The agent's answer; exit code 0. */
  | { readonly answer: string }
  /** The turn fails with exactly this sentence; `{api}` and `{version}` stand for the API's. */
  | { readonly sentence: string }
  /** The turn fails with a line that Codex words itself. */
  | { readonly line: RegExp }

export interface RecordShape {
  readonly outcome: UsageRecord['outcome']
  readonly status: number
  /** Code of the refusal; null where the provider's own answer was passed on. */
  readonly code: string | null
}

/** A line `refused at the door`, with the code of the refusal. */
export interface DoorShape {
  readonly door: string
}

/** Numbers that changed with a version: the value from that minor version on. */
export function since<Value>(minor: number, value: Value, before: Value): (version: CodexVersion) => Value {
  return (version) => (Number(version.split('.')[1]) >= minor ? value : before)
}
