import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import type { EndpointRow } from '@tollgate/contract/snapshot'
import { type Dispatcher, Pool } from 'undici'
import { describeFailure } from './failures.ts'
import { mediaType, responseHeadersForClient } from './forwarded-headers.ts'
import { checkLiteralHost, guardedLookup } from './guarded-lookup.ts'
import type { RequestBody, Upstream, UpstreamControl, UpstreamListener, UpstreamRequest } from './upstream.ts'

interface UpstreamOptions {
  readonly allowPrivate: boolean
}

/** A response head of a provider may be this long. */
const headBytesMax = 65_536
/** How long an unused connection to a provider is kept where the provider does not say. */
const keepAliveMs = 30_000

/** What is known of an endpoint before any call goes there. */
interface Target {
  readonly endpoint: EndpointRow
  readonly pool: Pool
  readonly basePath: string
  /** Set where the endpoint's own URL is an address that may not be called. */
  readonly refused: Error | undefined
}

/** Providers over undici's dispatcher: one pool of HTTP/1.1 connections for each endpoint. */
export class UndiciUpstream implements Upstream {
  private readonly options: UpstreamOptions
  private readonly targets = new Map<string, Target>()

  constructor(options: UpstreamOptions) {
    this.options = options
  }

  send(endpoint: EndpointRow, request: UpstreamRequest, listener: UpstreamListener): UpstreamControl {
    const attempt = new UndiciAttempt(listener)
    const target = this.targetOf(endpoint)
    const { refused } = target
    if (refused === undefined) target.pool.dispatch(dispatchOptions(target, request), attempt)
    else queueMicrotask(() => attempt.onResponseError(undefined, refused))
    return attempt
  }

  /** Closes the pools of endpoints that are no longer in use, once their calls have ended. */
  retain(endpoints: ReadonlySet<EndpointRow>): void {
    for (const [id, { pool, endpoint }] of this.targets) {
      if (endpoints.has(endpoint)) continue
      this.targets.delete(id)
      void pool.close()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.targets.values()].map(({ pool }) => pool.destroy()))
  }

  private targetOf(endpoint: EndpointRow): Target {
    const known = this.targets.get(endpoint.id)
    if (known?.endpoint === endpoint) return known
    if (known !== undefined) void known.pool.close()
    const target = makeTarget(endpoint, this.options)
    this.targets.set(endpoint.id, target)
    return target
  }
}

function makeTarget(endpoint: EndpointRow, { allowPrivate }: UpstreamOptions): Target {
  const url = new URL(endpoint.url)
  return {
    endpoint,
    pool: new Pool(url.origin, poolOptions(endpoint, allowPrivate)),
    basePath: url.pathname === '/' ? '' : url.pathname,
    refused: endpoint.demo ? undefined : checkLiteralHost(url.hostname, allowPrivate),
  }
}

function poolOptions(endpoint: EndpointRow, allowPrivate: boolean): Pool.Options {
  const { timeouts, trustedCertificates } = endpoint
  return {
    connections: null,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: headBytesMax,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.idleMs,
    connect: {
      timeout: timeouts.connectMs,
      lookup: guardedLookup({ allowPrivate: allowPrivate || endpoint.demo }),
      ...(trustedCertificates === null ? {} : { ca: [...rootCertificates, trustedCertificates] }),
    },
  }
}

function dispatchOptions({ endpoint, basePath }: Target, request: UpstreamRequest): Dispatcher.DispatchOptions {
  const { body, headers } = request
  if (endpoint.credential !== null) headers.push(endpoint.credential.header, endpoint.credential.value)
  if (body.kind === 'stream' && body.length !== null) headers.push('content-length', String(body.length))
  return { method: request.method, path: basePath + request.path, headers, body: dispatchBody(body) }
}

function dispatchBody(body: RequestBody): Buffer | Readable | null {
  switch (body.kind) {
    case 'none':
      return null
    case 'bytes':
      return body.bytes
    case 'stream':
      return body.stream
  }
}

class UndiciAttempt implements Dispatcher.DispatchHandler, UpstreamControl {
  private readonly listener: UpstreamListener
  private controller: Dispatcher.DispatchController | undefined
  private hasHead = false
  private isOver = false

  constructor(listener: UpstreamListener) {
    this.listener = listener
  }

  pause(): void {
    this.controller?.pause()
  }

  resume(): void {
    this.controller?.resume()
  }

  abort(): void {
    if (this.isOver) return
    this.isOver = true
    this.controller?.abort(new Error('the exchange ended'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.isOver) controller.abort(new Error('the exchange ended'))
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, source: IncomingHttpHeaders): void {
    if (this.isOver || status < 200) return
    this.hasHead = true
    const { headers, contentType, contentEncoding, requestId } = responseHeadersForClient(source)
    this.listener.onHead({ status, headers, contentType: mediaType(contentType), contentEncoding, requestId })
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.isOver) this.listener.onData(chunk)
  }

  onResponseEnd(): void {
    if (this.isOver) return
    this.isOver = true
    this.listener.onEnd()
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.isOver) return
    this.isOver = true
    this.listener.onFailure(describeFailure(error, this.hasHead))
  }
}
