import { ChunkedBody } from './chunked-body.ts'
import { isResponseFault, type ResponseFault } from './response-fault.ts'
import { beginsAsResponse, findHeadEnd, type ParsedHead, parseResponseHead } from './response-head.ts'

/** A provider may send so many bytes before the body, and so many heads that only announce another one. */
const headBytesMax = 65_536
const informationalMax = 20

export interface ResponseListener {
  onHead(head: ParsedHead): void
  onData(chunk: Buffer): void
  /** The response is whole. */
  onEnd(): void
}

type Body =
  | { readonly kind: 'length'; left: number }
  | { readonly kind: 'chunked'; readonly chunks: ChunkedBody }
  | { readonly kind: 'until-close' }

/**
 * Reads one HTTP/1.1 response after the other from the bytes of a connection (RFC 9112), and takes nothing that could be read in two ways. While
 * it is paused nothing is told; the rest of what came is kept and told later.
 */
export class ResponseReader {
  private listener: ResponseListener | undefined
  private isHeadOnly = false
  private body: Body | undefined
  private informational = 0
  /** The beginning of a head whose end has not come yet. */
  private partial: Buffer | undefined
  private partialBytes = 0
  private waiting: Buffer | undefined
  isPaused = false
  /** Of the response that was read last: another request may follow on its connection. */
  keepsAlive = false
  /** Seconds for which the provider keeps an unused connection; null: it does not say. */
  idleSeconds: number | null = null

  /** Something of the response has come. */
  get hasBegun(): boolean {
    return this.body !== undefined || this.partialBytes > 0
  }

  get isReading(): boolean {
    return this.listener !== undefined
  }

  /** A request was sent: the next bytes are its response. `isHeadOnly`: it has no body, whatever its head says. */
  begin(listener: ResponseListener, isHeadOnly: boolean): void {
    this.listener = listener
    this.isHeadOnly = isHeadOnly
    this.body = undefined
    this.informational = 0
    this.isPaused = false
  }

  /** Nobody listens any more. */
  stop(): void {
    this.listener = undefined
    this.waiting = undefined
  }

  pause(): void {
    this.isPaused = true
  }

  /** Tells what has come meanwhile. */
  resume(): ResponseFault | undefined {
    this.isPaused = false
    const { waiting } = this
    this.waiting = undefined
    return waiting === undefined ? undefined : this.read(waiting)
  }

  /** Bytes of the connection. A fault: they are no response, and nothing more may be read. */
  read(chunk: Buffer): ResponseFault | undefined {
    let rest: Buffer | undefined = chunk
    while (rest !== undefined) {
      if (this.isPaused) {
        this.waiting = this.waiting === undefined ? rest : Buffer.concat([this.waiting, rest])
        return undefined
      }
      if (this.listener === undefined) return rest.length === 0 ? undefined : 'it sends what nobody asked for'
      const next: Buffer | ResponseFault | undefined =
        this.body === undefined ? this.readHead(rest) : this.readBody(rest)
      if (isResponseFault(next)) return next
      rest = next
    }
    return undefined
  }

  /** The connection ended in good order. False: a response was not whole. */
  end(): boolean {
    if (this.listener === undefined) return true
    if (this.body?.kind !== 'until-close') return false
    this.keepsAlive = false
    this.finish()
    return true
  }

  private readHead(chunk: Buffer): Buffer | ResponseFault | undefined {
    const bytes = this.joined(chunk)
    // The end may lie across two pieces.
    const end = findHeadEnd(bytes, Math.max(0, this.partialBytes - 3))
    if (end > headBytesMax || (end === -1 && bytes.length > headBytesMax))
      return `its head is longer than ${headBytesMax} bytes`
    if (!beginsAsResponse(bytes)) return 'it does not speak HTTP/1.1'
    if (end === -1) return this.keepPartial(bytes, chunk)
    this.partial = undefined
    this.partialBytes = 0
    const head = parseResponseHead(bytes.toString('latin1', 0, end))
    if (typeof head === 'string') return head
    const rest = bytes.subarray(end + 4)
    if (head.status < 200) return this.passOver(head.status, rest)
    this.keepsAlive = head.keepsAlive
    this.idleSeconds = head.idleSeconds
    this.body = bodyOf(head, this.isHeadOnly)
    this.listener?.onHead(head)
    return rest
  }

  private passOver(status: number, rest: Buffer): Buffer | ResponseFault | undefined {
    if (status === 101) return 'it switches to a protocol that nobody asked for'
    if (++this.informational > informationalMax) return 'it only announces answers'
    return rest.length === 0 ? undefined : rest
  }

  private joined(chunk: Buffer): Buffer {
    if (this.partial === undefined) return chunk
    const bytes = this.partialBytes + chunk.length
    if (bytes <= this.partial.length) {
      chunk.copy(this.partial, this.partialBytes)
      return this.partial.subarray(0, bytes)
    }
    return Buffer.concat([this.partial.subarray(0, this.partialBytes), chunk])
  }

  /** Room for the longest head, so that one that comes byte by byte is not copied again and again. */
  private keepPartial(bytes: Buffer, chunk: Buffer): undefined {
    if (this.partial === undefined) {
      this.partial = Buffer.allocUnsafe(headBytesMax + 4)
      chunk.copy(this.partial)
    }
    this.partialBytes = bytes.length
  }

  private readBody(chunk: Buffer): Buffer | ResponseFault | undefined {
    const { body } = this
    switch (body?.kind) {
      case 'length':
        return this.readLength(body, chunk)
      case 'chunked':
        return this.readChunk(body.chunks, chunk)
      default:
        if (chunk.length > 0) this.listener?.onData(chunk)
        return undefined
    }
  }

  private readLength(body: { left: number }, chunk: Buffer): Buffer | undefined {
    if (body.left > 0) {
      if (chunk.length === 0) return undefined
      const data = chunk.length > body.left ? chunk.subarray(0, body.left) : chunk
      body.left -= data.length
      this.listener?.onData(data)
      // Once more, so that a pause holds back the end too.
      return body.left > 0 ? undefined : chunk.subarray(data.length)
    }
    return this.finishBefore(chunk)
  }

  private readChunk(chunks: ChunkedBody, chunk: Buffer): Buffer | ResponseFault | undefined {
    if (chunks.isOver) return this.finishBefore(chunk)
    if (chunk.length === 0) return undefined
    const step = chunks.read(chunk)
    if (typeof step === 'string') return step
    if (step.data !== undefined) this.listener?.onData(step.data)
    return step.rest.length === 0 && !chunks.isOver ? undefined : step.rest
  }

  /** What is behind it belongs to no request: the connection must not get another one, whose response it would seem to be. */
  private finishBefore(rest: Buffer): Buffer | undefined {
    if (rest.length > 0) this.keepsAlive = false
    this.finish()
    return rest.length === 0 ? undefined : rest
  }

  private finish(): void {
    const { listener } = this
    this.listener = undefined
    this.body = undefined
    listener?.onEnd()
  }
}

function bodyOf(head: ParsedHead, isHeadOnly: boolean): Body {
  if (isHeadOnly || head.status === 204 || head.status === 304) return { kind: 'length', left: 0 }
  if (head.isChunked) return { kind: 'chunked', chunks: new ChunkedBody() }
  return head.length === null ? { kind: 'until-close' } : { kind: 'length', left: head.length }
}
