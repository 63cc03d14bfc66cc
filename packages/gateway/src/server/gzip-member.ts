/** One gzip member taken apart (RFC 1952): the deflate data between its header and its trailer, and what the trailer says of it. */
export interface GzipMember {
  readonly deflated: Buffer
  /** CRC-32 of the decoded bytes. */
  readonly checksum: number
  /** Length of the decoded bytes, modulo 2^32. */
  readonly bytesDecoded: number
}

const fixedHeaderBytes = 10
const trailerBytes = 8
const hasHeaderChecksum = 0x02
const hasExtra = 0x04
const hasName = 0x08
const hasComment = 0x10
const reservedFlags = 0xe0

/**
 * Takes the bytes for exactly one member, undefined where the header is not one. Done by hand because Node's gunzip decodes a row of
 * members as one, and skips what follows them: two readers of such a body see different bodies.
 */
export function parseGzipMember(bytes: Buffer): GzipMember | undefined {
  if (bytes.length < fixedHeaderBytes + trailerBytes) return undefined
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return undefined
  const flags = bytes[3] ?? reservedFlags
  if ((flags & reservedFlags) !== 0) return undefined
  let at = fixedHeaderBytes
  if ((flags & hasExtra) !== 0) {
    if (at + 2 > bytes.length) return undefined
    at += 2 + bytes.readUInt16LE(at)
  }
  if ((flags & hasName) !== 0) at = afterZero(bytes, at)
  if ((flags & hasComment) !== 0) at = afterZero(bytes, at)
  if ((flags & hasHeaderChecksum) !== 0) at += 2
  const trailerAt = bytes.length - trailerBytes
  if (at > trailerAt) return undefined
  return {
    deflated: bytes.subarray(at, trailerAt),
    checksum: bytes.readUInt32LE(trailerAt),
    bytesDecoded: bytes.readUInt32LE(trailerAt + 4),
  }
}

/** The place after the next zero byte; beyond the end where there is none. */
function afterZero(bytes: Buffer, from: number): number {
  const zeroAt = bytes.indexOf(0, from)
  return zeroAt < 0 ? bytes.length : zeroAt + 1
}
