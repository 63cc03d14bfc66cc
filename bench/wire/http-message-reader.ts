/** What one HTTP/1.1 message brings. `bytes` are valid until the call returns: the buffer is used again. */
export interface MessageListener {
  onHead(head: string): void
  onBody(bytes: Buffer, start: number, end: number): void
  onEnd(): void
}

type State = 'head' | 'fixed' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer'

const headEnd = Buffer.from('\r\n\r\n')
const newline = 0x0a
const lineBytesMax = 65_536

/**
 * Reads HTTP/1.1 messages from the pieces in which a socket brings them, one after the other on one connection.
 * Both ends of the bench use it because `node:http` would cost more than the fastest contestant does.
 */
export class HttpMessageReader {
  readonly #listener: MessageListener
  #state: State = 'head'
  /** Bytes of the body or of the chunk that are still to come. */
  #left = 0
  /** The beginning of a head or a line whose end has not come yet. */
  #carry: Buffer | null = null

  constructor(listener: MessageListener) {
    this.#listener = listener
  }

  /** True between two messages. */
  get idle(): boolean {
    return this.#state === 'head' && this.#carry === null
  }

  feed(piece: Buffer): void {
    let bytes = piece
    if (this.#carry !== null) {
      bytes = Buffer.concat([this.#carry, piece])
      this.#carry = null
    }
    let at = 0
    while (at < bytes.length) {
      const next = this.#step(bytes, at)
      if (next === at) break
      at = next
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at))
  }

  /** Takes what it can from `at` on and says how far it came; the same place means that more bytes are needed. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes, at)
      case 'fixed':
      case 'chunk-data':
        return this.#readBody(bytes, at)
      case 'chunk-size':
        return this.#readChunkSize(bytes, at)
      case 'chunk-end':
      case 'trailer':
        return this.#readLine(bytes, at)
    }
  }

  #readHead(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(headEnd, at)
    if (end === -1) return at
    const head = bytes.toString('latin1', at, end)
    this.#listener.onHead(head)
    const length = /\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1]
    if (length !== undefined) {
      this.#left = Number(length)
      this.#state = 'fixed'
      if (this.#left === 0) this.#finish()
    } else if (/\ntransfer-encoding:[ \t]*chunked/i.test(head)) {
      this.#state = 'chunk-size'
    } else if (head.startsWith('HTTP/')) {
      throw new Error('a response has neither a length nor chunks')
    } else {
      this.#finish()
    }
    return end + headEnd.length
  }

  #readBody(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left)
    this.#listener.onBody(bytes, at, end)
    this.#left -= end - at
    if (this.#left > 0) return end
    if (this.#state === 'fixed') this.#finish()
    else this.#state = 'chunk-end'
    return end
  }

  #readChunkSize(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(newline, at)
    if (end === -1) return at
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16)
    if (Number.isNaN(size)) throw new Error('a chunk has no readable size')
    this.#left = size
    this.#state = size === 0 ? 'trailer' : 'chunk-data'
    return end + 1
  }

  /** The empty line behind a chunk, or a line of the trailer, whose last one is empty. */
  #readLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(newline, at)
    if (end === -1) return at
    if (this.#state === 'chunk-end') this.#state = 'chunk-size'
    else if (end - at <= 1) this.#finish()
    return end + 1
  }

  #finish(): void {
    this.#state = 'head'
    this.#listener.onEnd()
  }

  #keep(rest: Buffer): void {
    if (rest.length > lineBytesMax) throw new Error('a head or a line does not end')
    this.#carry = Buffer.from(rest)
  }
}
