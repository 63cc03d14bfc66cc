import type { Chunk } from './exporter.ts'

/** What a target will never take, and why; for a person to read, and to send again. The calls themselves are in the store all the same. */
export interface DeadLetters {
  write(exporterId: string, records: Chunk['records'], why: { reason: string; at: number }): Promise<void>
}
