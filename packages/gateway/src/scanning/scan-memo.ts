import { hash } from 'node:crypto'
import type { Span } from './scanner.ts'

/** Texts whose spans are remembered. */
const entriesMax = 50_000
/** What they take in memory, estimated. */
const memoBytesMax = 33_554_432
/** Of one entry: its key and the map's share, and each of its spans. */
const entryBytes = 200
const spanBytes = 56

/** What was found in texts: their hashes and spans, never a text. The entry that was not asked for longest goes first. */
export class ScanMemo {
  private readonly entries = new Map<string, readonly Span[]>()
  private readonly entriesMax: number
  private readonly memoBytesMax: number
  private bytes = 0

  constructor(limits: { readonly entries?: number; readonly bytes?: number } = {}) {
    this.entriesMax = limits.entries ?? entriesMax
    this.memoBytesMax = limits.bytes ?? memoBytesMax
  }

  /** `identity`: of the detectors. */
  static key(identity: string, text: string): string {
    return `${identity} ${text.length} ${hash('sha256', text, 'base64')}`
  }

  get(key: string): readonly Span[] | undefined {
    const spans = this.entries.get(key)
    if (spans === undefined) return undefined
    this.entries.delete(key)
    this.entries.set(key, spans)
    return spans
  }

  set(key: string, spans: readonly Span[]): void {
    const bytes = sizeOf(spans)
    if (bytes > this.memoBytesMax) return
    this.drop(key)
    this.entries.set(key, spans)
    this.bytes += bytes
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.memoBytesMax && this.entries.size <= this.entriesMax) return
      this.drop(oldest)
    }
  }

  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.entries.size, bytes: this.bytes }
  }

  private drop(key: string): void {
    const spans = this.entries.get(key)
    if (spans === undefined) return
    this.entries.delete(key)
    this.bytes -= sizeOf(spans)
  }
}

function sizeOf(spans: readonly Span[]): number {
  return entryBytes + spans.length * spanBytes
}
