/**
 * Which headers go from one side to the other. Both directions work by exclusion, so that what agents and providers invent tomorrow
 * passes; what is excluded belongs to one connection, is a credential, or speaks for somebody who is not the sender.
 */

const droppedFromRequest: ReadonlySet<string> = new Set([
  // One connection's business (RFC 9110 §7.6.1), and framing, which is written anew.
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'host',
  'content-length',
  'expect',
  'accept-encoding',
  // The caller's credentials are for us; the provider's are set from the endpoint.
  'authorization',
  'apikey',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'cookie',
  // Who pays at the provider is decided by the endpoint.
  'openai-organization',
  'openai-project',
  'chatgpt-account-id',
  'x-goog-user-project',
  // Where a call came from: said by us or not at all.
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  // These change the operation behind the back of whoever allowed it.
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
])

const droppedFromResponse: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  // The provider's account and machinery.
  'openai-organization',
  'openai-project',
  'anthropic-organization-id',
  'server',
  'via',
  'x-powered-by',
  // What holds for a whole origin is for the gateway to say, not for a provider behind it.
  'set-cookie',
  'set-cookie2',
  'alt-svc',
  'strict-transport-security',
  'clear-site-data',
  'nel',
  'report-to',
  'reporting-endpoints',
  // A client that followed these would take its Tollgate key to another host.
  'location',
  'refresh',
  'x-upstream-request-id',
])

/**
 * A caller's headers as the provider gets them, in their order and case, as names and values in turn.
 * `strip` holds further names in lower case. The answer is always asked for without compression.
 */
export function requestHeadersForUpstream(rawHeaders: readonly string[], strip: ReadonlySet<string>): string[] {
  const kept: string[] = []
  let named: ReadonlySet<string> | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    const lower = name.toLowerCase()
    if (lower === 'connection') named = withNamed(named, value)
    if (droppedFromRequest.has(lower) || strip.has(lower) || isDroppedFamily(lower)) continue
    kept.push(name, value)
  }
  const headers = named === undefined ? kept : without(kept, named)
  headers.push('accept-encoding', 'identity')
  return headers
}

/** The head of a provider's answer, without its status. */
export interface ClientHeaders {
  /** Names and values in turn, for `response.writeHead(status, headers)`; names in lower case. */
  readonly headers: string[]
  /** As sent, with its parameters; '' where there is none. */
  readonly contentType: string
  /** Lower-case; '' for none and for `identity`. */
  readonly contentEncoding: string
  /** The provider's own `x-request-id`, which the client gets as `x-upstream-request-id`. */
  readonly requestId: string | null
}

/** A provider's headers, names and values in turn, as the client gets them. A value with a line break or NUL is left out, whatever it is. */
export function responseHeadersForClient(source: readonly string[]): ClientHeaders {
  const head = { headers: [] as string[], contentType: '', contentEncoding: '', requestId: null as string | null }
  const connection = takeAll(source, head)
  if (connection === undefined) return head
  return { ...head, headers: without(head.headers, connection) }
}

/** `Text/Event-Stream; charset=utf-8` → `text/event-stream`. */
export function mediaType(contentType: string): string {
  const semicolon = contentType.indexOf(';')
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase()
}

interface HeadInMaking {
  readonly headers: string[]
  contentType: string
  contentEncoding: string
  requestId: string | null
}

/** Takes what may pass into `head`; answers what the Connection header named, if anything. */
function takeAll(source: readonly string[], head: HeadInMaking): ReadonlySet<string> | undefined {
  let named: ReadonlySet<string> | undefined
  for (let at = 0; at + 1 < source.length; at += 2) {
    const [name, value] = [(source[at] ?? '').toLowerCase(), source[at + 1] ?? '']
    if (name === 'connection') named = withNamed(named, value)
    else take(name, value, head)
  }
  return named
}

const lineBreaking = /[\0\r\n]/

function take(name: string, value: string, head: HeadInMaking): void {
  if (droppedFromResponse.has(name) || isDroppedFamily(name) || isOriginFamily(name) || lineBreaking.test(value)) return
  switch (name) {
    case 'x-request-id':
      head.requestId ??= value
      head.headers.push('x-upstream-request-id', value)
      return
    case 'content-type':
      // Only the first, so that the client judges the body as we did.
      if (head.contentType !== '') return
      head.contentType = value
      break
    case 'content-encoding': {
      const coding = value.trim().toLowerCase()
      if (coding !== 'identity') head.contentEncoding += head.contentEncoding === '' ? coding : `, ${coding}`
      break
    }
  }
  head.headers.push(name, value)
}

/** Names that are dropped in both directions by how they begin. HTTP/2's pseudo headers are no headers to forward. */
function isDroppedFamily(name: string): boolean {
  switch (name.charCodeAt(0)) {
    case 0x3a:
      return true
    case 0x70:
      return name.startsWith('proxy-')
    case 0x78:
      return name.startsWith('x-forwarded-') || name.startsWith('x-tollgate-')
    default:
      return false
  }
}

function isOriginFamily(name: string): boolean {
  return name.startsWith('cf-') || name.startsWith('access-control-')
}

/** Adds what a Connection header names; the usual values name nothing that is not dropped anyway. */
function withNamed(named: ReadonlySet<string> | undefined, value: string): ReadonlySet<string> | undefined {
  if (value === 'keep-alive' || value === 'close' || value === 'Upgrade') return named
  const names = value
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  return new Set([...(named ?? []), ...names])
}

function without(headers: readonly string[], named: ReadonlySet<string>): string[] {
  return headers.filter((_, at) => !named.has((headers[at - (at % 2)] ?? '').toLowerCase()))
}
