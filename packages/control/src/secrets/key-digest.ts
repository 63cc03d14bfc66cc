import { createHmac } from 'node:crypto'

/** What is kept of an API key: HMAC-SHA-256 under the pepper of the data folder, hex. */
export function keyDigest(pepperHex: string, key: string): string {
  return createHmac('sha256', Buffer.from(pepperHex, 'hex')).update(key, 'utf8').digest('hex')
}
