import { createHash } from 'node:crypto'

/** What is kept of a token that has 256 random bits: SHA-256, hex. Slow hashing protects guessable secrets, which these are not. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}
