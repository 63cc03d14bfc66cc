import type { StoredRecord } from '../analytics-store.ts'

/**
 * One way to tell another system of usage: an encoder and one call. Reading, back-off, offset, health and metrics are above it, once
 * (run-exporter.ts), so that none of them is lost or sent twice for another reason than a target that forgets its own answer.
 */
export interface Exporter {
  /** How many records, and how many bytes of them, one chunk may have. */
  readonly chunkRecordsMax: number
  readonly chunkBytesMax: number
  /** How long fewer than that wait for more, where few large chunks are better; left out: not at all. */
  readonly lingerMs?: number
  /** One record as it is sent. Pure. undefined: this target has no use for it. */
  encode(stored: StoredRecord): string | undefined
  send(chunk: Chunk, signal: AbortSignal): Promise<Outcome>
  close(): Promise<void>
}

export interface Chunk {
  readonly records: readonly {
    readonly number: number
    readonly id: string
    readonly at: number
    readonly text: string
  }[]
}

export type Outcome =
  | { readonly kind: 'acked' }
  /** Again, all of it or these places of it alone, not before `afterMs`. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number; readonly places?: readonly number[] }
  /** These places of it will never be taken; the others were. */
  | { readonly kind: 'drop'; readonly reason: string; readonly places: readonly number[] }
  /** Nothing more can be sent until somebody changes the set-up (a wrong key): it is tried again now and then. */
  | { readonly kind: 'stop'; readonly reason: string }
