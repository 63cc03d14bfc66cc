import { keptBodyBytesMax } from '@tollgate/contract/gateway-link'
import type { Exchange } from '../pipeline/exchange.ts'
import type { RequestBody } from '../upstream/upstream.ts'

/** Keeps the body as its client sent it at hand, where its API keeps that; what is too long for it is let go at once. */
export function noteReceived(x: Exchange, bytes: Buffer): void {
  if (x.api.payloadCapture === 'full' && bytes.length <= keptBodyBytesMax) x.received = bytes
}

/** True where the body is what it looks like: only a body that is read whole is decoded. */
export function isPlain({ request }: Exchange): boolean {
  const encoding = request.headers['content-encoding']
  return encoding === undefined || encoding === 'identity'
}

/**
 * The body that is kept of a call, or null. Of an API that keeps what left for the provider, nothing is kept of a call that did not get
 * that far: nobody has masked its body.
 */
export function keptBody(x: Exchange, body: RequestBody): Buffer | null {
  switch (x.api.payloadCapture) {
    case 'none':
      return null
    case 'full':
      return x.received
    case 'redacted':
      return x.attempts.length > 0 ? sentBody(x, body) : null
  }
}

/** What passed by unread was never held, and is nobody's to keep. */
function sentBody(x: Exchange, body: RequestBody): Buffer | null {
  if (body.kind !== 'bytes' || body.bytes.length > keptBodyBytesMax) return null
  return x.body !== null || isPlain(x) ? body.bytes : null
}
