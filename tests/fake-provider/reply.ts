/**
 * What the fake provider does with one request, as steps on the socket: the bytes are exactly those of the wire,
 * so that a reply may be right, wrong, slow or broken at any byte.
 */

export type Step =
  /** One write to the socket. */
  | { readonly do: 'send'; readonly bytes: Uint8Array }
  | { readonly do: 'wait'; readonly ms: number }
  /** Nothing more, until the client goes or the provider stops. */
  | { readonly do: 'hold' }
  /** FIN. */
  | { readonly do: 'close' }
  /** RST. */
  | { readonly do: 'reset' }

/** What the provider would bill for a reply: the other side of the ledger that the gateway keeps. */
export interface ProducedUsage {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
}

export interface Reply {
  readonly steps: readonly Step[]
  readonly usage?: ProducedUsage
  /** The body before framing, for comparing it with what the client got. */
  readonly body?: Buffer
}

export interface ReplyOptions {
  readonly status?: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
  /** length: Content-Length; chunked: one chunk a piece; close: the end of the connection is the end of the body. */
  readonly framing?: 'length' | 'chunked' | 'close'
  /** Cuts the body into writes; the whole body in one without it (pieces.ts). */
  readonly pieces?: (body: Buffer) => readonly Buffer[]
  /** Pause before every piece but the first. */
  readonly gapMs?: number
  readonly usage?: ProducedUsage
}

/** A well-formed answer. */
export function respond(options: ReplyOptions = {}): Reply {
  const { status = 200, framing = 'length', gapMs = 0 } = options
  const body = Buffer.from(options.body ?? '')
  const pieces = options.pieces === undefined ? [body] : options.pieces(body)
  const head = renderHead(status, options.reason ?? 'Scripted', [
    ...Object.entries(options.headers ?? {}),
    ...framingHeader(framing, body.length),
  ])
  const steps: Step[] = [{ do: 'send', bytes: head }]
  for (const [index, piece] of pieces.entries()) {
    if (gapMs > 0 && index > 0) steps.push({ do: 'wait', ms: gapMs })
    if (piece.length > 0) steps.push({ do: 'send', bytes: framing === 'chunked' ? chunk(piece) : piece })
  }
  if (framing === 'chunked') steps.push({ do: 'send', bytes: Buffer.from('0\r\n\r\n') })
  if (framing === 'close') steps.push({ do: 'close' })
  return { steps, body, ...(options.usage === undefined ? {} : { usage: options.usage }) }
}

/** Any bytes at all, and then the connection is closed. */
export function respondRaw(bytes: string | Uint8Array): Reply {
  return { steps: [{ do: 'send', bytes: Buffer.from(bytes) }, { do: 'close' }] }
}

/** The request is read and never answered. */
export function neverAnswer(): Reply {
  return { steps: [{ do: 'hold' }] }
}

function renderHead(status: number, reason: string, headers: [string, string | readonly string[]][]): Buffer {
  const lines = headers.flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((v) => `${name}: ${v}`),
  )
  return Buffer.from(`${[`HTTP/1.1 ${status} ${reason}`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1')
}

function framingHeader(framing: 'length' | 'chunked' | 'close', length: number): [string, string][] {
  if (framing === 'length') return [['content-length', String(length)]]
  return framing === 'chunked' ? [['transfer-encoding', 'chunked']] : [['connection', 'close']]
}

function chunk(piece: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
}
