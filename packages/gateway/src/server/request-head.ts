import { type ErrorCode, errorRow } from '@tollgate/contract/errors'
import { isHostAndPort } from './host-header.ts'
import { checkTarget } from './request-target.ts'

/** The head of a request as Node hands it over, from HTTP/1.1 or from HTTP/2. */
export interface RequestHead {
  /** `1.1`, `1.0`, `2.0` … as in `IncomingMessage.httpVersion`. */
  readonly httpVersion: string
  /** True where the connection speaks HTTP/2: only there is 2.0 a version, and `:authority` stands for Host. */
  readonly isHttp2: boolean
  readonly method: string
  readonly url: string
  /** Name, value, name, value … as received; with the pseudo headers on HTTP/2. */
  readonly rawHeaders: readonly string[]
}

/** Why a request is refused before anything else looks at it. The connection is closed: its framing is not to be trusted. */
export interface HeadProblem {
  readonly code: ErrorCode
  readonly message: string
  readonly close: true
}

/**
 * Closes what Node's parser leaves open: everything that two readers of one request could understand differently.
 * Called for every request before routing; allocates nothing where the head is good.
 */
export function checkRequestHead(head: RequestHead): HeadProblem | undefined {
  if (head.isHttp2 ? head.httpVersion !== '2.0' : head.httpVersion !== '1.1' && head.httpVersion !== '1.0')
    return problem('version_unsupported')
  if (!isMethodAllowed(head.method)) return problem('method_not_allowed')
  const targetMessage = checkTarget(head.url)
  if (targetMessage !== undefined) return malformed(targetMessage)
  return checkHeaders(head)
}

function isMethodAllowed(method: string): boolean {
  switch (method) {
    case 'POST':
    case 'GET':
    case 'HEAD':
    case 'PUT':
    case 'PATCH':
    case 'DELETE':
    case 'OPTIONS':
      return true
    default:
      return false
  }
}

/** Headers that are looked at, by kind; a kind is a bit so that those seen so far are one number. */
const hostBit = 1
const authorityBit = 2
const contentLengthBit = 4
const transferEncodingBit = 8
const expectBit = 16
const connectionBit = 32
const contentTypeBit = 64
const authorizationBit = 128
const apikeyBit = 256
const apiKeyBit = 512
const xApiKeyBit = 1024
const xGoogApiKeyBit = 2048

interface WatchedHeader {
  readonly name: string
  readonly bit: number
}

const watchedHeaders: readonly WatchedHeader[] = [
  { name: 'host', bit: hostBit },
  { name: ':authority', bit: authorityBit },
  { name: 'content-length', bit: contentLengthBit },
  { name: 'transfer-encoding', bit: transferEncodingBit },
  { name: 'expect', bit: expectBit },
  { name: 'connection', bit: connectionBit },
  { name: 'content-type', bit: contentTypeBit },
  { name: 'authorization', bit: authorizationBit },
  { name: 'apikey', bit: apikeyBit },
  { name: 'api-key', bit: apiKeyBit },
  { name: 'x-api-key', bit: xApiKeyBit },
  { name: 'x-goog-api-key', bit: xGoogApiKeyBit },
]

/** By length and first letter, which rule out nearly every other name. The low five bits of a letter are the same in both cases. */
const watchedByShape: ReadonlyMap<number, WatchedHeader> = new Map(
  watchedHeaders.map((header) => [shapeOf(header.name), header]),
)

function shapeOf(name: string): number {
  return name.length * 32 + (name.charCodeAt(0) & 31)
}

/** The parser refuses these too; it costs little to hold whatever the parser of the day does. */
const lineBreaking = /[\0\r\n]/

function checkHeaders(head: RequestHead): HeadProblem | undefined {
  const { rawHeaders } = head
  let seen = 0
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    if (lineBreaking.test(value)) return malformed('A header value contains a line break or a NUL character.')
    if (name.includes('_') && !isAgentHeader(name)) return malformed('Header names with an underscore are not taken.')
    const watched = findWatched(name)
    if (watched === undefined) continue
    if ((seen & watched.bit) !== 0 && watched.bit !== connectionBit)
      return malformed(`The header ${watched.name} must not appear more than once.`)
    seen |= watched.bit
    const problemFound = checkWatched(watched.bit, value, head)
    if (problemFound !== undefined) return problemFound
  }
  return checkTogether(seen, head)
}

function findWatched(name: string): WatchedHeader | undefined {
  const candidate = watchedByShape.get(shapeOf(name))
  return candidate !== undefined && equalsIgnoringCase(name, candidate.name) ? candidate : undefined
}

/** For two header names of one length, the second in lower case. Names are tokens, so the bit is only ever the case of a letter. */
function equalsIgnoringCase(name: string, lower: string): boolean {
  for (let at = 0; at < lower.length; at++) {
    if ((name.charCodeAt(at) | 0x20) !== lower.charCodeAt(at)) return false
  }
  return true
}

/** Codex up to 0.128 sends these two. Everything else with an underscore could pass for its sibling with a hyphen behind a CGI-like server. */
function isAgentHeader(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === 'session_id' || lower === 'conversation_id'
}

function checkWatched(bit: number, value: string, head: RequestHead): HeadProblem | undefined {
  switch (bit) {
    case hostBit:
    case authorityBit:
      return isHostAndPort(value) ? undefined : malformed('The Host header is not a host name with an optional port.')
    case contentLengthBit:
      return checkContentLength(value, head.httpVersion)
    case transferEncodingBit:
      return checkTransferEncoding(value, head.httpVersion)
    case expectBit:
      return value.toLowerCase() === '100-continue' ? undefined : problem('expectation_failed')
    case connectionBit:
      return checkConnection(value, head.isHttp2)
    default:
      return undefined
  }
}

function checkContentLength(value: string, httpVersion: string): HeadProblem | undefined {
  // Fifteen digits are more than any body and less than where a number stops being exact.
  let isDigits = value.length > 0 && value.length <= 15
  for (let at = 0; at < value.length; at++) {
    const character = value.charCodeAt(at)
    isDigits &&= character >= 0x30 && character <= 0x39
  }
  if (!isDigits) return malformed('The Content-Length header is not a number.')
  if (httpVersion === '1.0' && Number(value) !== 0)
    return problem('version_unsupported', 'A request with a body needs HTTP 1.1 or 2.')
  return undefined
}

function checkTransferEncoding(value: string, httpVersion: string): HeadProblem | undefined {
  if (httpVersion !== '1.1') return malformed(`Transfer-Encoding does not exist in HTTP ${httpVersion}.`)
  return value.toLowerCase() === 'chunked' ? undefined : problem('transfer_encoding_unsupported')
}

/**
 * What a Connection header may not name: a proxy removes what it names, so that naming a header that decides something is a way
 * of making it disappear after it was checked.
 */
const neverHopByHop: ReadonlySet<string> = new Set([
  'apikey',
  'api-key',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'forwarded',
  'host',
  'transfer-encoding',
  'x-api-key',
  'x-goog-api-key',
  'x-real-ip',
])

function checkConnection(value: string, isHttp2: boolean): HeadProblem | undefined {
  if (isHttp2) return malformed('HTTP/2 has no Connection header.')
  if (value === 'keep-alive' || value === 'close' || value === 'Upgrade') return undefined
  for (const item of value.toLowerCase().split(',')) {
    const name = item.trim()
    if (neverHopByHop.has(name) || name.startsWith('x-forwarded-') || name.startsWith('x-tollgate-'))
      return malformed('The Connection header names a header that must not be removed on the way.')
  }
  return undefined
}

function checkTogether(seen: number, head: RequestHead): HeadProblem | undefined {
  const framing = contentLengthBit | transferEncodingBit
  if ((seen & framing) === framing)
    return malformed('Content-Length and Transfer-Encoding must not appear in one request.')
  const named = seen & (hostBit | authorityBit)
  if (named === 0) return malformed('The request carries no Host header.')
  if (named === (hostBit | authorityBit) && !agrees(head.rawHeaders))
    return malformed('The Host header and the :authority of the request differ.')
  return undefined
}

/** RFC 9113 §8.3.1: where both are sent, they must be the same. */
function agrees(rawHeaders: readonly string[]): boolean {
  let host = ''
  let authority = ''
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const watched = findWatched(rawHeaders[at] ?? '')
    if (watched?.bit === hostBit) host = rawHeaders[at + 1] ?? ''
    if (watched?.bit === authorityBit) authority = rawHeaders[at + 1] ?? ''
  }
  return host.toLowerCase() === authority.toLowerCase()
}

function malformed(message: string): HeadProblem {
  return problem('malformed_request', message)
}

function problem(code: ErrorCode, message: string = errorRow(code).message): HeadProblem {
  return { code, message, close: true }
}
