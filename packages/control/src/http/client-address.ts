import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** The other end of the connection. Headers that say otherwise are anybody's to write. */
export function clientAddress(c: Context): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  return incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown'
}
