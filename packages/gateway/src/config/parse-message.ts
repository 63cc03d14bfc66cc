import { type PackedSubscription, type SnapshotMessage, snapshotMessageSchema } from '@tollgate/contract/snapshot'
import { isKeyRow, isPackedSubscription } from './numerous-rows.ts'

/** An API as a newer control plane may describe it, in words that this gateway does not know. */
interface UnreadableApi {
  readonly type: 'unreadable-api'
  readonly id: string
  readonly state: unknown
  readonly reason: string
}

export type ParsedMessage = SnapshotMessage | UnreadableApi

interface Envelope {
  readonly type?: unknown
  readonly rows?: unknown
  readonly row?: { readonly kind?: unknown; readonly id?: unknown; readonly name?: unknown; readonly state?: unknown }
}

/** One line of the stream. Throws where it is no message; an API that cannot be read is a message of its own. */
export function parseMessage(line: string): ParsedMessage {
  const message: unknown = JSON.parse(line)
  if (isEnvelope(message)) {
    const { type, row, rows } = message
    if (type === 'subscriptions' && isListOfPacked(rows)) return { type, rows }
    if (type === 'upsert') return isKeyRow(row) ? { type, row } : parseUpsert(message)
  }
  return snapshotMessageSchema.parse(message)
}

function parseUpsert(message: Envelope): ParsedMessage {
  const parsed = snapshotMessageSchema.safeParse(message)
  if (parsed.success) return parsed.data
  const { kind, id, name, state } = message.row ?? {}
  if (kind !== 'api' || typeof id !== 'string' || id === '') throw parsed.error
  const reason = `API ${String(name)}: ${parsed.error.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`).join('; ')}`
  return { type: 'unreadable-api', id, state, reason }
}

function isListOfPacked(rows: unknown): rows is PackedSubscription[] {
  return Array.isArray(rows) && rows.every(isPackedSubscription)
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null
}
