import { promises as dns, type LookupAddress } from 'node:dns'
import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { isLocalName, isPrivateAddress } from '@tollgate/contract/private-address'
import { errorCode } from '../../files/failure-reason.ts'
import { failureProblem, privateProblem } from '../../services/provider-problem.ts'
import { retryAfterMs } from './back-off.ts'

export interface TargetCall {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly way: TargetWay
}

/** How addresses of one target may be reached. */
export interface TargetWay {
  readonly allowPrivate: boolean
  /** PEM, besides the usual ones. */
  readonly trustedCertificates: string | undefined
}

export type TargetAnswer =
  | {
      readonly isAnswered: true
      readonly status: number
      readonly text: string
      readonly headers: IncomingHttpHeaders
      /** What it asks for with `Retry-After`. */
      readonly afterMs: number | undefined
    }
  /** Whether it was taken is not known. */
  | { readonly isAnswered: false; readonly reason: string }

const answerBytesMax = 4_000_000
const callMs = 30_000

/**
 * One call of an address that an administrator gave. The name is looked up once and what it resolved to is connected to; private addresses are
 * refused unless allowed; redirects are not followed. An answer counts only when all of it has come.
 */
export async function callTarget(call: TargetCall, signal: AbortSignal): Promise<TargetAnswer> {
  const url = new URL(call.url)
  const timeout = AbortSignal.timeout(callMs)
  try {
    const addresses = await dns.lookup(url.hostname.replace(/^\[|\]$/g, ''), { all: true })
    const isPrivate = isLocalName(url.hostname) || addresses.some(({ address }) => isPrivateAddress(address))
    if (isPrivate && !call.way.allowPrivate) return { isAnswered: false, reason: privateProblem(url) }
    const response = await begin(url, call, { addresses, signal: AbortSignal.any([signal, timeout]) })
    const text = await textOf(response)
    const afterMs = retryAfterMs(response.headers['retry-after'], Date.now())
    return { isAnswered: true, status: response.statusCode ?? 0, text, headers: response.headers, afterMs }
  } catch (error) {
    return { isAnswered: false, reason: failureProblem(url, timeout.aborted ? 'TIMEOUT' : (errorCode(error) ?? '')) }
  }
}

function begin(
  url: URL,
  { method, headers, body, way }: TargetCall,
  { addresses, signal }: { addresses: readonly LookupAddress[]; signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const lookup = answering(addresses)
    const { trustedCertificates } = way
    const ca = trustedCertificates === undefined ? {} : { ca: [...rootCertificates, trustedCertificates] }
    const options = {
      method,
      signal,
      agent: false,
      lookup,
      ...ca,
      headers: { 'user-agent': 'tollgate', ...length, ...headers },
    }
    const request = url.protocol === 'https:' ? requestTls(url, options, resolve) : requestPlain(url, options, resolve)
    request.on('error', reject).end(body)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of response) {
    bytes += piece.length
    if (bytes > answerBytesMax) throw new Error('the answer is too long')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, options, callback) => {
    const [first] = addresses
    if (options.all === true || first === undefined) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}
