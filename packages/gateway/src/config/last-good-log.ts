import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * The form of the last good copy: a head (magic, a random id of the file), then records. A record is its length and a check of that
 * length (4 bytes each), a random nonce, text under AES-256-GCM, and the tag. Each is bound to its file and its place in it, so
 * that none can be taken out, moved or brought from elsewhere; only the end can be cut off, as a crash does.
 */

const magic = Buffer.from('TGLG0001')
const idBytes = 16
const headBytes = magic.length + idBytes
const frameBytes = 8
const nonceBytes = 12
const tagBytes = 16
const cipherName = 'aes-256-gcm'

/** Damaged in its middle, of another key, or no copy at all. */
export class UnreadableCopy extends Error {}

/** Makes the records of one new file, in order. */
export class RecordSealer {
  readonly head: Buffer
  private readonly key: Buffer
  private readonly id: Buffer
  private sequence = 0

  constructor(key: Buffer) {
    this.key = key
    this.id = randomBytes(idBytes)
    this.head = Buffer.concat([magic, this.id])
  }

  seal(text: string): Buffer {
    const nonce = randomBytes(nonceBytes)
    const place = placeOf(this.id, this.sequence++)
    const cipher = createCipheriv(cipherName, this.key, nonce).setAAD(place)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    const body = [nonce, sealed, cipher.getAuthTag()]
    return Buffer.concat([frameOf(place, nonceBytes + sealed.length + tagBytes), ...body])
  }
}

/** The texts of a file, first one first. What a crash left unfinished at its end is passed over. */
export function* openRecords(file: Buffer, key: Buffer): Generator<string> {
  if (!file.subarray(0, magic.length).equals(magic)) throw new UnreadableCopy('it is not a copy that Tollgate made')
  const id = file.subarray(magic.length, headBytes)
  let at = headBytes
  for (let sequence = 0; at < file.length; sequence++) {
    const place = placeOf(id, sequence)
    const record = nextRecord(file, at, place)
    if (record === undefined) return
    const text = unseal(record, key, place)
    at += frameBytes + record.length
    if (text === undefined) {
      // A record whose length was written and whose bytes were not: nothing can stand behind it.
      if (sequence > 0 && at === file.length) return
      throw new UnreadableCopy(`record ${sequence} is damaged, out of its place, or of another key`)
    }
    yield text
  }
}

/** undefined: the file ends here, whole or cut. */
function nextRecord(file: Buffer, at: number, place: Buffer): Buffer | undefined {
  if (at + frameBytes > file.length) return undefined
  const length = file.readUInt32BE(at)
  const isWritten = frameOf(place, length).equals(file.subarray(at, at + frameBytes))
  if (!isWritten || length < nonceBytes + tagBytes) {
    if (isZero(file.subarray(at))) return undefined
    throw new UnreadableCopy(`what stands at byte ${at} is no record, or not in its place`)
  }
  const record = file.subarray(at + frameBytes, at + frameBytes + length)
  return record.length < length ? undefined : record
}

function unseal(record: Buffer, key: Buffer, place: Buffer): string | undefined {
  const sealed = record.subarray(nonceBytes, -tagBytes)
  const decipher = createDecipheriv(cipherName, key, record.subarray(0, nonceBytes)).setAAD(place)
  decipher.setAuthTag(record.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** The length, and a check that tells a length that was damaged from a record that was cut. */
function frameOf(place: Buffer, length: number): Buffer {
  const frame = Buffer.alloc(frameBytes)
  frame.writeUInt32BE(length, 0)
  frame.writeUInt32BE(crc32(frame.subarray(0, 4), crc32(place)), 4)
  return frame
}

function placeOf(id: Buffer, sequence: number): Buffer {
  const place = Buffer.alloc(idBytes + 8)
  id.copy(place)
  place.writeBigUInt64BE(BigInt(sequence), idBytes)
  return place
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0)
}
