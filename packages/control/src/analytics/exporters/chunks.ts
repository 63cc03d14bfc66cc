import type { StoredRecord } from '../analytics-store.ts'
import type { Chunk, Exporter } from './exporter.ts'

export interface CutChunk {
  /** undefined: the target has no use for any of these records. */
  readonly chunk: Chunk | undefined
  /** The newest record that needs not be sent any more once it is delivered. */
  readonly upTo: number
}

/** Records as they are sent, in order, in pieces that are not larger than the target takes; one that is larger by itself is alone. */
export function* cutChunks(
  stored: readonly StoredRecord[],
  { exporter, organisationId }: { exporter: Exporter; organisationId: string },
): Generator<CutChunk> {
  let records: Chunk['records'][number][] = []
  let bytes = 0
  let upTo = 0
  for (const one of stored) {
    const text = one.facts.organisationId === organisationId ? exporter.encode(one) : undefined
    if (text !== undefined) {
      const size = Buffer.byteLength(text)
      const isFull = records.length >= exporter.chunkRecordsMax || bytes + size > exporter.chunkBytesMax
      if (isFull && records.length > 0) {
        yield { chunk: { records }, upTo }
        records = []
        bytes = 0
      }
      records.push({ number: one.number, id: one.record.id, at: one.record.at, text })
      bytes += size
    }
    upTo = one.number
  }
  if (stored.length > 0) yield { chunk: records.length === 0 ? undefined : { records }, upTo }
}
