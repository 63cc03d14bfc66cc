/**
 * The form of a key that Tollgate minted: `tg_` + 32 random base-62 characters (190 bits) + a CRC-32 of what stands before it,
 * in six base-62 characters. The checksum tells a typo from a key without any look-up. Pure; hashing is the callers' business.
 */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const mintedPattern = /^tg_[0-9A-Za-z]{38}$/

export const importedKeyLengthMin = 32

/** Makes a key of random bytes (at least 64 are needed, because those that would skew the alphabet are passed over). */
export function formatApiKey(randomBytes: Uint8Array): string {
  let secret = ''
  for (const byte of randomBytes) {
    if (secret.length === 32) break
    if (byte < 248) secret += alphabet[byte % 62]
  }
  if (secret.length < 32) throw new Error('not enough random bytes for an API key')
  return `tg_${secret}${checksum(`tg_${secret}`)}`
}

/** True for text that has our prefix but was not minted by us: mistyped, cut or guessed. */
export function isMistypedApiKey(key: string): boolean {
  if (!key.startsWith('tg_')) return false
  return !mintedPattern.test(key) || checksum(key.slice(0, 35)) !== key.slice(35)
}

function checksum(text: string): string {
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
