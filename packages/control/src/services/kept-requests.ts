import type { ApiRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'

/** Where an API keeps less than before, what it kept beyond that goes in the same change. */
export async function forgetWhatIsNotKept(writer: Writer, before: ApiRecord, after: ApiRecord): Promise<void> {
  if (before.payloadCapture !== after.payloadCapture) await writer.forgetKeptRequests(after.id, after.payloadCapture)
}

/** The JSON object that a kept body is; undefined: it is none. */
export function parseBody(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body)
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
