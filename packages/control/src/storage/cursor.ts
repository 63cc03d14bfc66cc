import { isStorable } from './record-codec.ts'
import { InvalidCursor } from './store.ts'

/** Where a page ended. Opaque to whoever gets it; it holds nothing that a record does not show. */
export function writeCursor({ createdAt, id }: { createdAt: number; id: string }): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url')
}

export function parseCursor(cursor: string): { createdAt: number; id: string } {
  const parts = parse(cursor)
  if (!Array.isArray(parts) || parts.length !== 2) throw new InvalidCursor()
  const [createdAt, id] = parts as unknown[]
  if (typeof createdAt !== 'number' || !Number.isSafeInteger(createdAt) || typeof id !== 'string' || !isStorable(id))
    throw new InvalidCursor()
  return { createdAt, id }
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw new InvalidCursor()
  }
}
