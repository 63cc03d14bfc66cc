import type { ResponseFault } from './response-fault.ts'

/** What may stand beside the size of a chunk, and in the lines behind the last one; nobody needs it. */
const besideBytesMax = 16_384
const sizeDigitsMax = 8

const cr = 0x0d
const lf = 0x0a
const semicolon = 0x3b
const space = 0x20
const tab = 0x09

interface Step {
  readonly data: Buffer | undefined
  /** What is behind it; behind the last chunk it belongs to somebody else. */
  readonly rest: Buffer
}

type State =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer-start'
  | 'trailer'
  | 'trailer-lf'
  | 'end-lf'

/** A body in chunks, of which any byte may be the last that has come. */
export class ChunkedBody {
  isOver = false
  private state: State = 'size'
  private digits = 0
  private left = 0
  private beside = 0

  /** Up to the first data in the bytes, or to their end. */
  read(bytes: Buffer): Step | ResponseFault {
    let at = 0
    while (at < bytes.length && this.state !== 'data' && !this.isOver) {
      const fault = this.take(bytes[at] ?? 0)
      if (fault !== undefined) return fault
      at++
    }
    if (this.state !== 'data' || this.isOver) return { data: undefined, rest: bytes.subarray(at) }
    const end = Math.min(bytes.length, at + this.left)
    this.left -= end - at
    if (this.left === 0) this.state = 'data-cr'
    return { data: end === at ? undefined : bytes.subarray(at, end), rest: bytes.subarray(end) }
  }

  private take(byte: number): ResponseFault | undefined {
    switch (this.state) {
      case 'size':
        return this.takeSize(byte)
      case 'extension':
        if (byte === cr) this.state = 'size-lf'
        return this.takeBeside(byte)
      case 'size-lf':
        return this.takeLf(byte, this.left === 0 ? 'trailer-start' : 'data')
      case 'data-cr':
        this.state = 'data-lf'
        return byte === cr ? undefined : 'a chunk is longer than it says'
      case 'data-lf':
        this.digits = 0
        return this.takeLf(byte, 'size')
      case 'trailer-start':
        this.state = byte === cr ? 'end-lf' : 'trailer'
        return this.takeBeside(byte)
      case 'trailer':
        if (byte === cr) this.state = 'trailer-lf'
        return this.takeBeside(byte)
      case 'trailer-lf':
        return this.takeLf(byte, 'trailer-start')
      case 'end-lf':
        this.isOver = byte === lf
        return this.isOver ? undefined : 'its last chunk does not end'
      default:
        return undefined
    }
  }

  private takeSize(byte: number): ResponseFault | undefined {
    const digit = hexDigit(byte)
    if (digit !== -1) {
      if (this.digits === 0) this.left = 0
      if (++this.digits > sizeDigitsMax) return 'a chunk is longer than anybody needs'
      this.left = this.left * 16 + digit
      return undefined
    }
    if (this.digits === 0) return 'the size of a chunk is no number'
    if (byte === cr) this.state = 'size-lf'
    else if (byte === semicolon || byte === space || byte === tab) this.state = 'extension'
    else return 'the size of a chunk is no number'
    return undefined
  }

  private takeLf(byte: number, next: State): ResponseFault | undefined {
    this.state = next
    return byte === lf ? undefined : 'a line of its chunks does not end'
  }

  private takeBeside(byte: number): ResponseFault | undefined {
    if (byte === lf) return 'a line of its chunks does not end'
    return ++this.beside > besideBytesMax ? 'it says too much beside its chunks' : undefined
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
