/**
 * Reads HTTP/1.1 requests off a byte stream and keeps every byte: what the fake provider records, and what the counting relay counts with.
 * Own code on purpose: node:http hides the raw bytes, and it forgives framing that a gateway must not send.
 */

export interface WireRequest {
  readonly method: string
  readonly target: string
  /** In the order and the spelling of the wire. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Everything from the first byte of the request line to the last of the body, framing included. */
  readonly raw: Buffer
  /** The body without its transfer coding. */
  readonly body: Buffer
}

interface OpenRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly wire: Buffer[]
  readonly body: Buffer[]
  /** Bytes still to come of a body with a length; null: the body is chunked. */
  remaining: number | null
}

export class RequestReader {
  #pending: Buffer = Buffer.alloc(0)
  #open: OpenRequest | undefined

  /** Takes the next bytes of the connection and gives the requests that they complete. Throws where the framing is wrong. */
  feed(bytes: Buffer): WireRequest[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const complete: WireRequest[] = []
    for (;;) {
      this.#open ??= this.#readHead()
      if (this.#open === undefined) return complete
      const isDone = this.#open.remaining === null ? this.#readChunks(this.#open) : this.#readSized(this.#open)
      if (!isDone) return complete
      complete.push(close(this.#open))
      this.#open = undefined
    }
  }

  #readHead(): OpenRequest | undefined {
    const end = this.#pending.indexOf('\r\n\r\n')
    if (end === -1) return undefined
    const wire = this.#take(end + 4)
    const [requestLine = '', ...lines] = wire.toString('latin1').slice(0, -4).split('\r\n')
    const [method = '', target = '', version] = requestLine.split(' ')
    if (version !== 'HTTP/1.1') throw new Error(`not an HTTP/1.1 request line: ${requestLine}`)
    const headers = lines.map(parseHeader)
    return { method, target, headers, wire: [wire], body: [], remaining: bodyLength(headers) }
  }

  #readSized(open: OpenRequest): boolean {
    const size = Math.min(open.remaining ?? 0, this.#pending.length)
    const part = this.#take(size)
    open.wire.push(part)
    open.body.push(part)
    open.remaining = (open.remaining ?? 0) - size
    return open.remaining === 0
  }

  #readChunks(open: OpenRequest): boolean {
    for (;;) {
      const lineEnd = this.#pending.indexOf('\r\n')
      if (lineEnd === -1) return false
      const line = this.#pending.toString('latin1', 0, lineEnd)
      if (!/^[0-9a-fA-F]{1,8}$/.test(line)) throw new Error(`not a chunk size: ${line}`)
      const size = Number.parseInt(line, 16)
      const wireSize = lineEnd + 2 + size + 2
      if (this.#pending.length < wireSize) return false
      const chunk = this.#take(wireSize)
      if (chunk.toString('latin1', wireSize - 2) !== '\r\n') throw new Error('a chunk is longer than it says')
      open.wire.push(chunk)
      open.body.push(chunk.subarray(lineEnd + 2, lineEnd + 2 + size))
      if (size === 0) return true
    }
  }

  #take(size: number): Buffer {
    const taken = this.#pending.subarray(0, size)
    this.#pending = this.#pending.subarray(size)
    return taken
  }
}

function parseHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new Error(`not a header line: ${line}`)
  return [line.slice(0, colon), line.slice(colon + 1).trim()]
}

/** Null for a chunked body. Two framings at once are a smuggling vector, so they are an error here. */
function bodyLength(headers: readonly (readonly [string, string])[]): number | null {
  const all = (wanted: string) => headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  const lengths = all('content-length')
  const codings = all('transfer-encoding')
  if (lengths.length + codings.length > 1) throw new Error('more than one header frames the body')
  if (codings.length === 1) {
    if (codings[0] !== 'chunked') throw new Error(`unknown transfer coding: ${codings[0]}`)
    return null
  }
  const [length = '0'] = lengths
  if (!/^\d{1,15}$/.test(length)) throw new Error(`not a content length: ${length}`)
  return Number(length)
}

function close(open: OpenRequest): WireRequest {
  const { method, target, headers } = open
  return { method, target, headers, raw: Buffer.concat(open.wire), body: Buffer.concat(open.body) }
}
