import { base62Characters, checksum } from './base-62.ts'

/**
 * The form of a personal access token: `tgp_` + 43 random base-62 characters (256 bits) + a CRC-32 of what stands before it, in six.
 * Pure; hashing is the callers' business.
 */

const pattern = /^tgp_[0-9A-Za-z]{49}$/
const prefix = 'tgp_'
const secretCharacters = 43

/** Makes a token of random bytes; 96 are enough. */
export function formatAccessToken(randomBytes: Uint8Array): string {
  const body = prefix + base62Characters(randomBytes, secretCharacters)
  return body + checksum(body)
}

/** False for what cannot be one of ours, whatever is stored: no look-up is needed. */
export function isAccessToken(text: string): boolean {
  const bodyLength = prefix.length + secretCharacters
  return pattern.test(text) && checksum(text.slice(0, bodyLength)) === text.slice(bodyLength)
}
