import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'

export interface CallOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
  /** PEM text that is trusted, for https. */
  readonly trusted?: string
  /** chunked: the body goes out in chunks of this many bytes, without a content length. */
  readonly chunkBytes?: number
}

export interface CallAnswer {
  readonly status: number
  /** By lower-case name; several values of one name are joined as node joins them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly text: string
}

/** One HTTP/1.1 call on a connection of its own, with the bytes of the body as they came: nothing is unzipped or decoded. */
export async function call(url: string, options: CallOptions = {}): Promise<CallAnswer> {
  const response = await openCall(url, options)
  const body = await readAll(response)
  return { status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString() }
}

/** As `call`, but gives the answer as soon as its head is there. */
export async function openCall(url: string, options: CallOptions = {}): Promise<IncomingMessage> {
  const isTls = url.startsWith('https:')
  const length: Record<string, string> =
    options.body === undefined || options.chunkBytes !== undefined
      ? {}
      : { 'content-length': String(Buffer.byteLength(options.body)) }
  const settings = {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: { ...length, ...copyHeaders(options.headers) },
    agent: false,
    ...(options.trusted === undefined ? {} : { ca: options.trusted }),
  } as const
  const outgoing = isTls ? httpsRequest(url, settings) : httpRequest(url, settings)
  const body = Buffer.from(options.body ?? '')
  const step = options.chunkBytes ?? body.length
  for (let at = 0; at < body.length; at += step) outgoing.write(body.subarray(at, at + step))
  outgoing.end()
  const [response] = await once(outgoing, 'response')
  return response
}

/** One call by a client that speaks nothing but HTTP/2. */
export async function callHttp2(url: string, options: CallOptions): Promise<CallAnswer> {
  const { origin, pathname } = new URL(url)
  const session = connectHttp2(origin, { ALPNProtocols: ['h2'], ca: options.trusted ?? '' })
  try {
    const stream = session.request({ ':method': 'POST', ':path': pathname, ...copyHeaders(options.headers) })
    stream.end(options.body)
    const [headers] = await once(stream, 'response')
    const body = await readAll(stream)
    return { status: headers[':status'], headers, body, text: body.toString() }
  } finally {
    session.close()
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}

function copyHeaders(headers: CallOptions['headers']): Record<string, string | string[]> {
  const entries = Object.entries(headers ?? {})
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]))
}
