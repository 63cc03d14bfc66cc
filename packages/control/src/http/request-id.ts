import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'

/** Ours, made once a request; a client's own is not taken over: it would be believed in the audit log. */
export function requestIdOf(c: Context): string {
  const known: unknown = c.get('requestId')
  if (typeof known === 'string') return known
  const made = `req_${randomUUID().replaceAll('-', '')}`
  c.set('requestId', made)
  return made
}
