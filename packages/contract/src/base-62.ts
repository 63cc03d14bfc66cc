/** Letters and digits that a double click selects as one word: what our secrets are written in. Pure. */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random characters out of random bytes; those that would skew the alphabet are passed over, one in thirty-two. */
export function base62Characters(randomBytes: Uint8Array, count: number): string {
  let text = ''
  for (const byte of randomBytes) {
    if (text.length === count) break
    if (byte < 248) text += alphabet[byte % 62]
  }
  if (text.length < count) throw new Error(`not enough random bytes for ${count} characters`)
  return text
}

/** CRC-32 in six characters: tells a typo, and protects against nothing else. */
export function checksum(text: string): string {
  let value = crc32(text)
  let encoded = ''
  for (let position = 0; position < 6; position++) {
    encoded = alphabet[value % 62] + encoded
    value = Math.floor(value / 62)
  }
  return encoded
}

function crc32(text: string): number {
  let crc = 0xffffffff
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
