import { base62Characters, checksum } from './base-62.ts'

/**
 * The form of a key that Tollgate minted: `tg_` + 32 random base-62 characters (190 bits) + a CRC-32 of what stands before it,
 * in six base-62 characters. The checksum tells a typo from a key without any look-up. Pure; hashing is the callers' business.
 */

const mintedPattern = /^tg_[0-9A-Za-z]{38}$/

export const importedKeyLengthMin = 32

/** Makes a key of random bytes (at least 64 are needed, because those that would skew the alphabet are passed over). */
export function formatApiKey(randomBytes: Uint8Array): string {
  const secret = base62Characters(randomBytes, 32)
  return `tg_${secret}${checksum(`tg_${secret}`)}`
}

/** True for text that has our prefix but was not minted by us: mistyped, cut or guessed. */
export function isMistypedApiKey(key: string): boolean {
  if (!key.startsWith('tg_')) return false
  return !mintedPattern.test(key) || checksum(key.slice(0, 35)) !== key.slice(35)
}
