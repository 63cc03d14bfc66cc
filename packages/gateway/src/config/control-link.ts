import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { connectPinned } from './pinned-connection.ts'

/** Where the control plane is, and what it knows us by. */
export interface ControlAddress {
  /** http for the control plane of this machine, https for one that was joined. */
  readonly url: string
  readonly token: string
  /** Of its key, for https (pinned-connection.ts). */
  readonly fingerprint?: string | undefined
}

interface ControlCall {
  readonly method: 'GET' | 'POST'
  /** With its query. */
  readonly path: string
  /** Sent as JSON; `content` as it is. */
  readonly body?: unknown
  readonly content?: { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> }
  readonly signal: AbortSignal
}

const answerBytesMax = 65_536

/** One request on a connection of its own; resolves with the head of the answer. Whoever takes it reads or destroys it. */
export function requestControl(
  address: ControlAddress,
  { method, path, body, content = jsonOf(body), signal }: ControlCall,
) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${address.token}`,
      ...(content === undefined ? {} : { ...content.headers, 'content-length': String(content.bytes.length) }),
    }
    const call = open(address, { method, path, headers, signal })
    call.on('response', (response) => {
      // It may be cut between two readers.
      response.on('error', () => {})
      resolve(response)
    })
    call.on('error', reject)
    call.end(content?.bytes)
  })
}

function jsonOf(body: unknown): ControlCall['content'] {
  if (body === undefined) return undefined
  return { bytes: Buffer.from(JSON.stringify(body)), headers: { 'content-type': 'application/json' } }
}

/** The whole of a short answer, as text. */
export async function readShort(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const piece of response) {
    text += String(piece)
    if (text.length > answerBytesMax) throw new Error(`the answer is longer than ${answerBytesMax} bytes`)
  }
  return text
}

function open(address: ControlAddress, options: RequestOptions): ClientRequest {
  const url = new URL(address.url)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const common = { ...options, host, path: `${url.pathname.replace(/\/$/, '')}${options.path}` }
  if (url.protocol === 'http:') return httpRequest({ ...common, port: url.port || 80, agent: false })
  const { fingerprint } = address
  if (fingerprint === undefined) throw new Error(`no fingerprint is known for ${url.origin}`)
  const port = Number(url.port || 443)
  return httpRequest({
    ...common,
    port,
    createConnection: (_options, connected) => {
      const socket = connectPinned({ host, port, fingerprint }, connected)
      // Node knows of the socket only once it is handed over, and waits for that.
      const abandon = () => socket.destroy(new Error('given up'))
      options.signal?.addEventListener('abort', abandon, { once: true })
      socket.once('close', () => options.signal?.removeEventListener('abort', abandon))
      return undefined
    },
  })
}
