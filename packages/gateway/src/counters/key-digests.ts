import { hash } from 'node:crypto'

/** A key as 128 bits of its SHA-256: of one length, and nobody makes two names of the same. */
export interface KeyDigest {
  /** Four times 32 bits. */
  readonly words: Int32Array
  /** base64url, 22 characters. */
  readonly text: string
  /** Where the shared table had it last; -1: not known. */
  slot: number
}

/** Digests that are remembered, times two. */
const digestsMax = 32_768

/** Digests of keys. Those that were asked for lately are remembered: the younger half, and the one before it. */
export class KeyDigests {
  private young = new Map<string, KeyDigest>()
  private old = new Map<string, KeyDigest>()

  of(key: string): KeyDigest {
    const known = this.young.get(key)
    if (known !== undefined) return known
    const digest = this.old.get(key) ?? digestOf(key)
    if (this.young.size >= digestsMax) {
      this.old = this.young
      this.young = new Map()
    }
    this.young.set(key, digest)
    return digest
  }
}

/** Null where the text is none: what was saved may come from a file. */
export function digestFromText(text: string): KeyDigest | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === 16 ? fromBytes(bytes) : null
}

export function textOfDigest(words: Int32Array): string {
  const bytes = Buffer.alloc(16)
  for (let index = 0; index < 4; index++) bytes.writeInt32LE(words[index] ?? 0, index * 4)
  return bytes.toString('base64url')
}

function digestOf(key: string): KeyDigest {
  return fromBytes(hash('sha256', key, 'buffer').subarray(0, 16))
}

function fromBytes(bytes: Buffer): KeyDigest {
  const words = new Int32Array(4)
  for (let index = 0; index < 4; index++) words[index] = bytes.readInt32LE(index * 4)
  return { words, text: bytes.toString('base64url'), slot: -1 }
}
