import { readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getOverTls } from 'node:https'
import * as tls from 'node:tls'

export interface GetCall {
  readonly url: string
  /** Null asks without one. */
  readonly key: string | null
  /** PEM files that are trusted besides the system's own. */
  readonly trustedFiles: readonly string[]
  readonly timeoutMs?: number
}

export type GetAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: NodeJS.Dict<string | string[]>
      /** Null when it is no JSON. */
      readonly body: unknown
      readonly milliseconds: number
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

const bodyBytesMax = 4 * 1024 * 1024

/** One request as an agent would make it: both headers that carry the key, and the trust that it is told of. */
export function httpGet(call: GetCall): Promise<GetAnswer> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const url = new URL(call.url)
    const isTls = url.protocol === 'https:'
    const headers = call.key === null ? {} : { authorization: `Bearer ${call.key}`, ApiKey: call.key }
    const signal = AbortSignal.timeout(call.timeoutMs ?? 10_000)
    const request = (isTls ? getOverTls : getPlain)(url, {
      agent: false,
      headers,
      signal,
      ...(isTls ? { ca: trusted(call.trustedFiles) } : {}),
    })
    const fail = (error: Error) => resolve(failure(signal.aborted ? new Error('no answer in time') : error))
    request.on('error', fail)
    request.on('response', (response) => {
      const pieces: Buffer[] = []
      let size = 0
      response.on('error', fail)
      response.on('data', (piece: Buffer) => {
        size += piece.length
        pieces.push(piece)
        if (size > bodyBytesMax) request.destroy(new Error('the answer is too large'))
      })
      response.on('end', () => {
        const milliseconds = Math.round(performance.now() - startedAt)
        const body = parseJson(Buffer.concat(pieces).toString('utf8'))
        resolve({ kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body, milliseconds })
      })
    })
  })
}

/** As the agents do it: the system's own roots, and the files that were given. */
function trusted(files: readonly string[]): string[] {
  const given = files.flatMap((file) => {
    try {
      return [readFileSync(file, 'utf8')]
    } catch {
      return []
    }
  })
  return [...new Set([...systemRoots(), ...given])]
}

/** This runs under the Node of whoever connects: 20 knows its own roots only. */
function systemRoots(): readonly string[] {
  const { getCACertificates: read, rootCertificates }: Omit<typeof tls, 'getCACertificates'> & Partial<typeof tls> = tls
  return read === undefined ? rootCertificates : [...read('default'), ...read('system')]
}

function failure(error: Error): GetAnswer {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'FAILED'
  return { kind: 'failed', code, message: error.message }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
