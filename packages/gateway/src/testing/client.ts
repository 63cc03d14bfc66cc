import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { within } from './until.ts'

export interface ClientCall {
  readonly method?: string
  readonly path: string
  /** Names and values in turn, or by name. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent with its length; `chunks` are sent without one. */
  readonly body?: string | Buffer
  readonly chunks?: Iterable<Buffer> | AsyncIterable<Buffer>
}

export interface ClientAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  readonly text: string
  json(): unknown
}

/** One call on a connection of its own, read to its end. Rejects where the connection breaks. */
export async function send(port: number, call: ClientCall): Promise<ClientAnswer> {
  const open = openCall(port, call)
  const response = await open.head
  await open.ended
  const body = open.received
  const { statusCode = 0, headers, rawHeaders } = response
  const text = body.toString('utf8')
  return { status: statusCode, headers, rawHeaders, body, text, json: () => JSON.parse(text) }
}

/** A call whose answer is watched while it comes. */
export interface OpenCall {
  readonly head: Promise<IncomingMessage>
  /** Resolves at the orderly end of the answer; rejects where it is cut. */
  readonly ended: Promise<void>
  /** The body until now. */
  readonly received: Buffer
  /** Called for every piece of the body, in the turn in which it comes. */
  onData(listener: (received: Buffer) => void): void
  /** Waits until the body contains this text. */
  until(text: string, ms?: number): Promise<void>
  /** Leaves, as a client does that is killed. */
  abort(): void
}

export function openCall(port: number, call: ClientCall): OpenCall {
  const { method = 'POST', path, headers = {}, body, chunks } = call
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...length, ...headers },
    agent: false,
  })
  const answer = new Answer()
  request.on('response', (response) => answer.begin(response))
  request.on('error', (error) => answer.fail(error))
  // As bytes: Node would write the headers in the encoding of a text.
  if (chunks === undefined) request.end(body === undefined ? undefined : Buffer.from(body))
  else void sendChunks(request, chunks)
  return Object.assign(answer, { abort: () => request.destroy() })
}

class Answer {
  private readonly pieces: Buffer[] = []
  private readonly headArrived = Promise.withResolvers<IncomingMessage>()
  private readonly endArrived = Promise.withResolvers<void>()
  private readonly listeners: Array<(received: Buffer) => void> = []
  readonly head = this.headArrived.promise
  readonly ended = this.endArrived.promise

  constructor() {
    this.head.catch(() => {})
    this.ended.catch(() => {})
  }

  get received(): Buffer {
    return Buffer.concat(this.pieces)
  }

  onData(listener: (received: Buffer) => void): void {
    this.listeners.push(listener)
  }

  async until(text: string, ms = 5_000): Promise<void> {
    const found = Promise.withResolvers<void>()
    const look = () => {
      if (this.received.includes(text)) found.resolve()
    }
    this.onData(look)
    look()
    this.ended.then(
      () => found.reject(new Error(`the answer ended without ${text}: ${this.received}`)),
      (error: unknown) => found.reject(error),
    )
    await within(`the answer to contain ${text}`, found.promise, ms)
  }

  begin(response: IncomingMessage): void {
    this.headArrived.resolve(response)
    response.on('data', (piece: Buffer) => {
      this.pieces.push(piece)
      for (const listener of this.listeners) listener(this.received)
    })
    response.on('end', () => this.endArrived.resolve())
    response.on('error', (error) => this.fail(error))
    response.on('close', () => this.fail(new Error('the answer was cut')))
  }

  fail(error: Error): void {
    this.headArrived.reject(error)
    this.endArrived.reject(error)
  }
}

async function sendChunks(request: ClientRequest, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of chunks) {
    if (request.destroyed) return
    if (!request.write(piece)) await drained(request)
  }
  request.end()
}

async function drained(request: ClientRequest): Promise<void> {
  const stop = new AbortController()
  const { signal } = stop
  await Promise.race([once(request, 'drain', { signal }), once(request, 'close', { signal })]).catch(() => {})
  stop.abort()
}
