import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { gunzipSync } from 'node:zlib'

/** What a target does with its next call. */
export type Fault =
  /** The connection is reset while the body is being sent. */
  | 'cut'
  /** Taken, and the connection reset before the answer. */
  | 'lost'
  /** Taken, and answered piece by piece. */
  | 'slow'
  /** Taken, and half an answer is sent. */
  | 'half'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }

export interface TakenCall {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly text: string
}

export interface TargetReply {
  readonly status: number
  readonly body: string
}

export interface ScriptedTarget {
  readonly url: string
  /** For the calls to come, one each; then it behaves. */
  readonly faults: Fault[]
  /** All that came whole, refused ones too. */
  readonly calls: TakenCall[]
  close(): Promise<void>
}

/** A server on a real socket that misbehaves as it is told to. */
export async function startTarget(
  take: (call: TakenCall) => TargetReply,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ScriptedTarget> {
  const faults: Fault[] = []
  const calls: TakenCall[] = []
  const listener: RequestListener = (request, response) => void serve(request, response)
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const fault = faults.shift()
    if (fault === 'cut')
      return void request.once(request.method === 'GET' ? 'end' : 'data', () => cutOff(request.socket)).resume()
    const call = await read(request)
    calls.push(call)
    if (typeof fault === 'object') return void response.writeHead(fault.status, fault.headers).end(fault.body)
    const { status, body } = take(call)
    if (fault === 'lost') return void cutOff(request.socket)
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    })
    const middle = Math.floor(body.length / 2)
    if (fault === 'half' || fault === 'slow') response.write(body.slice(0, middle))
    if (fault === 'half') return void setImmediate(() => request.socket.destroy())
    if (fault === 'slow') setTimeout(() => response.end(body.slice(middle)), 50)
    else response.end(body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, faults, calls, close }
}

/** A socket of TLS cannot be reset, only closed without its farewell. */
function cutOff(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

async function read(request: IncomingMessage): Promise<TakenCall> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  const body = Buffer.concat(pieces)
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  const text = (isGzip ? gunzipSync(body) : body).toString('utf8')
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body, text }
}
