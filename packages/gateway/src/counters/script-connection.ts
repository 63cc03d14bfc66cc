/** Where a script runs: what redis-counters.ts needs of Redis. */
export interface ScriptConnection {
  /** Answers within bounded time, and never rejects. */
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptAnswer>
  /** Called whenever it is connected anew. */
  onReady: () => void
  close(): void
}

export interface Script {
  readonly text: string
  readonly sha1: string
  /** That it is answered does not mean that the server takes what is written. */
  readonly onlyReads?: boolean
}

export type ScriptAnswer =
  | { readonly kind: 'done'; readonly reply: readonly number[] }
  /** Not connected, or too many wait already: nothing was done. */
  | { readonly kind: 'not-sent'; readonly isSlow?: boolean }
  /** Refused by the server, which has done nothing. */
  | { readonly kind: 'error' }
  /** The connection broke: it may have been done or not. */
  | { readonly kind: 'unknown' }
  /** Not answered in time; it may still be. */
  | { readonly kind: 'slow'; readonly later: Promise<ScriptAnswer> }
