import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** One request as the provider got it, and the socket on which a script answers byte by byte. */
export interface UpstreamCall {
  readonly request: IncomingMessage
  readonly socket: Socket
  /** The whole body; rejects where the gateway broke off before its end. */
  readonly body: Promise<Buffer>
  /** Resolves with the time at which the connection was gone. */
  readonly closed: Promise<number>
}

export type Script = (call: UpstreamCall) => void | Promise<void>

/**
 * A provider on a real socket. Requests are read by Node's parser; answers are raw bytes, so that a script can be right,
 * wrong, slow or broken at any byte.
 */
export class ScriptedUpstream implements AsyncDisposable {
  readonly url: string
  readonly calls: UpstreamCall[] = []
  /** What a script threw, and bytes that were no request. */
  readonly problems: unknown[] = []
  script: Script
  private readonly server: Server

  static async start(script: Script = (call) => respond(call, {})): Promise<ScriptedUpstream> {
    const server = createServer({ keepAliveTimeout: 0 }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new ScriptedUpstream(server, script)
  }

  private constructor(server: Server, script: Script) {
    this.server = server
    this.script = script
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('connection', (socket: Socket) => socket.setMaxListeners(0).on('error', () => {}))
    server.on('request', (request) => this.take(request))
    server.on('clientError', (error, socket) => {
      this.note(error)
      socket.destroy()
    })
  }

  get last(): UpstreamCall {
    const call = this.calls.at(-1)
    if (call === undefined) throw new Error('the provider was not called')
    return call
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    if (this.server.listening) await once(this.server, 'close')
  }

  /** A gateway that breaks off is an event to be tested, and no problem. */
  private note(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ECONNRESET' && code !== 'HPE_INVALID_EOF_STATE') this.problems.push(error)
  }

  private async play(call: UpstreamCall): Promise<void> {
    await this.script(call)
  }

  private take(request: IncomingMessage): void {
    const { socket } = request
    const body = readAll(request)
    body.catch(() => {})
    const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())))
    const call = { request, socket, body, closed }
    this.calls.push(call)
    this.play(call).catch((error: unknown) => {
      this.note(error)
      socket.destroy()
    })
  }
}

export interface UpstreamResponse {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** A well-formed answer with a content length, once the request is whole. */
export async function respond(
  call: UpstreamCall,
  { status = 200, headers, body = '{}' }: UpstreamResponse,
): Promise<void> {
  await call.body
  const bytes = Buffer.from(body)
  const all = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers }
  call.socket.write(Buffer.concat([renderHead(status, all), bytes]))
}

/** Begins an event stream; what follows are chunks. */
export async function beginStream(call: UpstreamCall, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  await call.body
  call.socket.write(
    renderHead(200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked', ...headers }),
  )
}

/** One piece of a chunked body; false where the gateway is slower than the script. */
export function writeChunk(call: UpstreamCall, bytes: string | Buffer): boolean {
  return call.socket.write(chunk(bytes))
}

export function endStream(call: UpstreamCall): void {
  call.socket.write('0\r\n\r\n')
}

export function chunk(bytes: string | Buffer): Buffer {
  const data = Buffer.from(bytes)
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')])
}

export function renderHead(status: number, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n`, 'latin1')
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const piece of request) chunks.push(piece)
  return Buffer.concat(chunks)
}
