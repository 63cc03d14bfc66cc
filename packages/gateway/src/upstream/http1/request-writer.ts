import type { RequestBody, UpstreamRequest } from '../upstream.ts'
import type { Connection } from './connection.ts'
import { requestHead } from './request-bytes.ts'

interface Destination {
  readonly endpoint: { readonly credential: { readonly header: string; readonly value: string } | null }
  readonly basePath: string
  readonly host: string
}

interface WriterEvents {
  /** All of it is with the system. */
  onWritten(): void
  /** The provider takes nothing more for now. */
  onStalled(): void
  onGoesOn(): void
  /** The body did not come as it was announced. */
  onFailed(error: Error): void
}

/** Bodies up to this size go out in one buffer with their head: one copy is cheaper than a second piece. */
const oneBufferBytesMax = 65_536
/** Methods whose requests say that they have no body. */
const bodyMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** Writes one request, no faster than its provider reads and its client sends. */
export class RequestWriter {
  isDone = false
  private readonly request: UpstreamRequest
  private readonly destination: Destination
  private readonly events: WriterEvents
  private connection: Connection | undefined
  private isStopped = false
  private written = 0

  constructor(request: UpstreamRequest, destination: Destination, events: WriterEvents) {
    this.request = request
    this.destination = destination
    this.events = events
  }

  start(connection: Connection): void {
    this.connection = connection
    const { body } = this.request
    let head: string
    try {
      head = this.headText(body)
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error))
      return queueMicrotask(() => this.events.onFailed(reason))
    }
    if (body.kind === 'stream') return this.startStream(head, body)
    if (body.kind === 'none') connection.write(head)
    else if (body.bytes.length > oneBufferBytesMax) connection.writeBoth(head, body.bytes)
    else connection.write(joined(head, body.bytes))
    this.done()
  }

  /** There is room again. */
  goOn(): void {
    const { body } = this.request
    if (body.kind !== 'stream' || this.isDone || this.isStopped) return
    this.events.onGoesOn()
    body.stream.resume()
  }

  /** Nobody wants the rest. */
  stop(): void {
    this.isStopped = true
    const { body } = this.request
    if (body.kind !== 'stream' || this.isDone) return
    body.stream.off('data', this.onData)
    body.stream.off('end', this.onEnd)
    body.stream.off('error', this.onError)
    body.stream.off('close', this.onClose)
  }

  private headText(body: RequestBody): string {
    const { method, path, headers } = this.request
    const { endpoint, basePath, host } = this.destination
    const { credential } = endpoint
    if (credential !== null) headers.push(credential.header, credential.value)
    return requestHead({ method, target: basePath + path, host, headers, length: lengthOf(method, body) })
  }

  private startStream(head: string, { stream }: RequestBody & { kind: 'stream' }): void {
    this.connection?.write(head)
    stream.on('data', this.onData)
    stream.on('end', this.onEnd)
    stream.on('error', this.onError)
    stream.on('close', this.onClose)
    this.events.onGoesOn()
    stream.resume()
  }

  private readonly onData = (chunk: Buffer): void => {
    const { body } = this.request
    const { connection } = this
    if (connection === undefined || body.kind !== 'stream' || chunk.length === 0) return
    this.written += chunk.length
    if (body.length !== null && this.written > body.length) return this.failed('is longer than it was announced')
    const hasRoom = body.length === null ? writeChunk(connection, chunk) : connection.write(chunk)
    if (hasRoom) return
    body.stream.pause()
    this.events.onStalled()
  }

  private readonly onEnd = (): void => {
    const { body } = this.request
    if (body.kind !== 'stream') return
    if (body.length !== null && this.written < body.length) return this.failed('is shorter than it was announced')
    if (body.length === null) this.connection?.write('0\r\n\r\n')
    this.stop()
    this.done()
  }

  private readonly onError = (error: Error): void => {
    this.stop()
    this.events.onFailed(error)
  }

  private readonly onClose = (): void => this.failed('ended before its end')

  private failed(how: string): void {
    this.stop()
    this.events.onFailed(new Error(`the body of the request ${how}`))
  }

  private done(): void {
    this.isDone = true
    this.events.onWritten()
  }
}

function lengthOf(method: string, body: RequestBody): number | null | undefined {
  switch (body.kind) {
    case 'none':
      return bodyMethods.has(method) ? 0 : undefined
    case 'bytes':
      return body.bytes.length
    case 'stream':
      return body.length
  }
}

function joined(head: string, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(head.length + body.length)
  bytes.write(head, 0, 'latin1')
  body.copy(bytes, head.length)
  return bytes
}

function writeChunk(connection: Connection, chunk: Buffer): boolean {
  connection.write(`${chunk.length.toString(16)}\r\n`)
  connection.write(chunk)
  return connection.write('\r\n')
}
