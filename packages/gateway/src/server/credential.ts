import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Where a client may put its key, first one first. Codex sends the same key in `apikey` and in `authorization`. */
const keyHeaders = ['apikey', 'x-api-key', 'x-goog-api-key', 'authorization'] as const
const digestsMax = 10_000
const blockBytes = 64

/** The key that a request brings; undefined where it brings none. `keyHeader`: the one header that counts for this API. */
export function presentedKey(headers: IncomingHttpHeaders, keyHeader: string | null): string | undefined {
  const names = keyHeader === null ? keyHeaders : [keyHeader]
  for (const name of names) {
    const value = headers[name]
    if (typeof value !== 'string' || value === '') continue
    const key = name === 'authorization' ? bearerToken(value) : value.trim()
    if (key !== undefined) return key
  }
  return undefined
}

function bearerToken(authorization: string): string | undefined {
  const [scheme = '', token] = authorization.trim().split(/ +/, 2)
  return scheme.toLowerCase() === 'bearer' ? token : undefined
}

/**
 * Digests of keys: HMAC-SHA-256(pepper, key), hex. Made of two one-shot hashes, a seventh of what `createHmac` costs; digests of keys
 * that were found are remembered, so that strangers cannot fill the memory.
 */
export class KeyDigests {
  private readonly known = new Map<string, string>()
  private pepper = ''
  private innerPad = Buffer.alloc(0)
  private outerPad = Buffer.alloc(0)

  digestOf(key: string, pepper: string): string {
    if (pepper !== this.pepper) this.usePepper(pepper)
    return this.known.get(key) ?? this.compute(key)
  }

  remember(key: string, digest: string): void {
    if (this.known.size >= digestsMax) this.known.clear()
    this.known.set(key, digest)
  }

  private compute(key: string): string {
    const inner = hash('sha256', Buffer.concat([this.innerPad, Buffer.from(key)]), 'buffer')
    return hash('sha256', Buffer.concat([this.outerPad, inner]), 'hex')
  }

  /** RFC 2104 for a secret of at most one block. */
  private usePepper(pepper: string): void {
    const secret = Buffer.from(pepper, 'hex')
    const padded = Buffer.concat([secret, Buffer.alloc(blockBytes - secret.length)])
    this.pepper = pepper
    this.innerPad = Buffer.from(padded.map((byte) => byte ^ 0x36))
    this.outerPad = Buffer.from(padded.map((byte) => byte ^ 0x5c))
    this.known.clear()
  }
}
