import { request as makeRequest } from 'node:http'
import { secureConnection } from './secure-connection.ts'
import type { Trust } from './trust.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly trust: Trust
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly timeoutMs?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

const usualTimeoutMs = 60_000
const bodyBytesMax = 256 * 1024 * 1024

/** One request on a connection of its own. Throws what the machine or TLS says. */
export async function send(request: HttpRequest): Promise<HttpAnswer> {
  const socket = await secureConnection(request.url, request.trust)
  const signal = AbortSignal.timeout(request.timeoutMs ?? usualTimeoutMs)
  try {
    return await new Promise((resolve, reject) => {
      const outgoing = makeRequest({
        createConnection: () => socket,
        method: request.method,
        path: request.url.pathname + request.url.search,
        headers: {
          host: request.url.host,
          connection: 'close',
          ...request.headers,
          // A body of known length: what is on the other side need not read chunks.
          ...(request.body === null ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
        },
        signal,
      })
      outgoing.on('error', (error) => reject(signal.aborted ? new Error('no answer in time') : error))
      outgoing.on('response', (response) => {
        const pieces: Buffer[] = []
        let size = 0
        response.on('error', reject)
        response.on('data', (piece: Buffer) => {
          size += piece.length
          pieces.push(piece)
          if (size > bodyBytesMax) response.destroy(new Error('the answer is too large'))
        })
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(pieces).toString('utf8'),
          }),
        )
      })
      outgoing.end(request.body)
    })
  } finally {
    socket.destroy()
  }
}
