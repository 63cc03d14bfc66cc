import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

/** Seals texts for one place (seal-place.ts): what is moved to another row or column does not open there. */
export interface Vault {
  seal(text: string, place: string): string
  /** Throws SealBroken; never a part of the text. */
  open(sealed: string, place: string): string
}

/** A sealed text that does not open: damaged, moved, or sealed under a key that is not here. Fails closed. */
export class SealBroken extends Error {
  readonly place: string
  constructor(place: string, reason: string, options?: ErrorOptions) {
    super(`what is sealed at ${place} cannot be opened: ${reason}`, options)
    this.place = place
  }
}

/**
 * AES-256-GCM: `v1.<key id>.<base64url of nonce, ciphertext and tag>`. The place, the version and the key id are authenticated with
 * it. `older` keys only open: those of a rotation that is under way.
 */
export function createVault(current: Buffer, older: readonly Buffer[] = []): Vault {
  const keys = new Map([...older, current].map((key) => [keyId(key), key]))
  return {
    seal: (text, place) => seal(current, text, place),
    open: (sealed, place) => {
      const [, id, payload] = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? []
      if (id === undefined || payload === undefined) throw new SealBroken(place, 'it is no sealed text')
      const key = keys.get(id)
      if (key === undefined) throw new SealBroken(place, `the master key ${id} is missing`)
      return open(key, payload, place)
    },
  }
}

/** Names a key without telling anything of it. */
export function keyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function seal(key: Buffer, text: string, place: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(context(key, place))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${version}.${keyId(key)}.${sealed.toString('base64url')}`
}

function open(key: Buffer, payload: string, place: string): string {
  const bytes = Buffer.from(payload, 'base64url')
  // More than one spelling decodes to the same bytes; ours is the only one.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== payload)
    throw new SealBroken(place, 'it is damaged')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(context(key, place))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch (error) {
    throw new SealBroken(place, 'it is damaged, or was sealed for another place', { cause: error })
  }
}

function context(key: Buffer, place: string): Buffer {
  return Buffer.from(JSON.stringify([version, keyId(key), place]), 'utf8')
}
