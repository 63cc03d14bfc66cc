import { finished, type Transform } from 'node:stream'
import { constants, crc32, createBrotliDecompress, createInflateRaw, createZstdDecompress } from 'node:zlib'
import { errorRow } from '@tollgate/contract/errors'
import type { BodyProblem } from './body-problem.ts'
import { byteCollector } from './byte-collector.ts'
import { parseGzipMember } from './gzip-member.ts'

export interface DecodeLimits {
  /** Most bytes that may come out. */
  readonly bytesMax: number
  /** Most bytes that may come out for each byte that went in. */
  readonly ratioMax: number
}

/** The ratio says nothing about small bodies: this much may always come out. */
export const ratioFreeBytes = 64 * 1024

/** What one turn of the decoder yields at most; also how far a bomb gets beyond its limit. */
const chunkSize = 64 * 1024
/** 8 MiB: what RFC 9659 allows a sender, and so all the memory that a frame may make us hold. */
const zstdWindowLogMax = 23
const zstdMagic = 0xfd2fb528

/**
 * Undoes the content encoding of a whole body: one layer, one gzip member or brotli stream or zstd frame, nothing behind it.
 * Anything else is refused, since another reader could see another body in it. Decodes on Node's thread pool, never more than
 * `chunkSize` beyond the limit.
 */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string,
  limits: DecodeLimits,
): Promise<Buffer | BodyProblem> {
  switch (contentEncoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return bytes.length > limits.bytesMax ? tooLarge(limits.bytesMax) : bytes
    case 'gzip':
    case 'x-gzip':
      return await decodeGzip(bytes, limits)
    case 'br':
      return await decode(createBrotliDecompress({ chunkSize }), bytes, bytes.length, limits)
    case 'zstd':
      return await decodeZstd(bytes, limits)
    default:
      return { code: 'encoding_unsupported', message: errorRow('encoding_unsupported').message }
  }
}

async function decodeGzip(bytes: Buffer, limits: DecodeLimits): Promise<Buffer | BodyProblem> {
  const member = parseGzipMember(bytes)
  if (member === undefined) return unreadable
  const engine = createInflateRaw({ chunkSize })
  let checksum = 0
  engine.on('data', (chunk: Buffer) => {
    checksum = crc32(chunk, checksum)
  })
  const decoded = await decode(engine, member.deflated, bytes.length, limits)
  if (!Buffer.isBuffer(decoded)) return decoded
  return checksum === member.checksum && decoded.length === member.bytesDecoded ? decoded : unreadable
}

async function decodeZstd(bytes: Buffer, limits: DecodeLimits): Promise<Buffer | BodyProblem> {
  // A skippable frame has another magic number; it would decode to nothing and hide what follows.
  if (bytes.length < 4 || bytes.readUInt32LE(0) !== zstdMagic) return unreadable
  const params = { [constants.ZSTD_d_windowLogMax]: zstdWindowLogMax }
  return await decode(createZstdDecompress({ chunkSize, params }), bytes, bytes.length, limits)
}

/** All of Node's decoders end at the end of the first frame; how much they took until then is `bytesWritten`. */
type Engine = Transform & { readonly bytesWritten: number }

async function decode(
  engine: Engine,
  encoded: Buffer,
  bytesReceived: number,
  limits: DecodeLimits,
): Promise<Buffer | BodyProblem> {
  const bytesForRatio = Math.max(ratioFreeBytes, bytesReceived * limits.ratioMax)
  const bytesMax = Math.min(limits.bytesMax, bytesForRatio)
  const collector = byteCollector()
  const ending = await new Promise<'complete' | 'broken' | 'too-large'>((resolve) => {
    engine.on('data', (chunk: Buffer) => {
      if (collector.bytesTotal + chunk.length <= bytesMax) {
        collector.add(chunk)
        return
      }
      resolve('too-large')
      engine.destroy()
    })
    finished(engine, (error) => resolve(error ? 'broken' : 'complete'))
    engine.end(encoded)
  })
  if (ending === 'too-large') return bytesMax < limits.bytesMax ? expandsTooFar(limits.ratioMax) : tooLarge(bytesMax)
  if (ending === 'broken' || engine.bytesWritten !== encoded.length) return unreadable
  return await collector.join()
}

const unreadable: BodyProblem = {
  code: 'body_unreadable',
  message: 'The request body is not one complete frame of the content encoding that it names.',
}

function tooLarge(bytesMax: number): BodyProblem {
  return { code: 'body_too_large', message: `The request body is larger than ${bytesMax} bytes when decoded.` }
}

function expandsTooFar(ratioMax: number): BodyProblem {
  return { code: 'body_too_large', message: `The request body expands to more than ${ratioMax} times its size.` }
}
