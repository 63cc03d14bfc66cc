import { createHash } from 'node:crypto'

/** What is kept of an access token. It has 256 random bits, so that nobody finds it by trying: no key and no work factor is needed. */
export function accessTokenDigest(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}
