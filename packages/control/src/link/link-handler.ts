import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CounterReport, counterReportSchema } from '@tollgate/contract/counter-report'
import {
  type GatewayStatus,
  gatewayStatusSchema,
  type JoinAnswer,
  type JoinRequest,
  joinRequestSchema,
  type KeptRequest,
  keptRequestsSchema,
} from '@tollgate/contract/gateway-link'
import type { ShipmentAnswer } from '@tollgate/contract/usage-shipment'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Place } from '../snapshot/placed-row.ts'
import type { SnapshotPublisher } from '../snapshot/publish.ts'
import { StoreUnavailable } from '../storage/store.ts'
import { readBytes } from './read-bytes.ts'
import { readShipment } from './read-shipment.ts'
import { SnapshotSubscriber, type SubscriberOptions } from './subscriber.ts'

/** A gateway that showed its token. */
export interface KnownGateway extends Place {
  readonly gatewayId: string
}

/** Who is who among gateways; the store answers, or what it last said while it is away. */
export interface GatewayRegistry {
  identify(token: string): Promise<KnownGateway | undefined>
  /** `from`: the address that it comes from. */
  join(secret: string, request: JoinRequest, from: string): Promise<JoinAnswer | undefined>
  noteStatus(gateway: KnownGateway, status: GatewayStatus): Promise<void>
  keepRequests(gateway: KnownGateway, requests: readonly KeptRequest[]): Promise<void>
  noteCounters(gateway: KnownGateway, report: CounterReport): void
  /** Lines of usage files; resolves once they are kept. */
  takeUsage(gateway: KnownGateway, lines: readonly string[]): Promise<ShipmentAnswer>
}

export interface LinkOptions extends SubscriberOptions {
  readonly publisher: SnapshotPublisher
  readonly gateways: GatewayRegistry
  readonly log: Pick<Logger, 'info' | 'error'>
  readonly keepAliveMs: number
  readonly subscribersMax: number
}

export const linkDefaults = {
  stallMs: 30_000,
  queuedChangesMax: 100,
  keepAliveMs: 10_000,
  subscribersMax: 1_000,
} as const satisfies Partial<LinkOptions>

const bodyBytesMax = 16 * 1024
/** What a gateway hands over at once, every character of it escaped. */
const keptBytesMax = 8 * 1_048_576
/** How so many limits stand, with names as long as they may be. */
const counterBytesMax = 1_048_576
const prefix = '/internal/v1/'

/** A gateway with the token that it showed. */
interface Caller extends KnownGateway {
  readonly token: string
}

interface Answer {
  readonly status: number
  readonly body?: unknown
}

/** The gateways' side of the control plane (contract/src/gateway-link.ts), for any HTTP server. */
export class LinkHandler {
  readonly #options: LinkOptions
  readonly #subscribers = new Map<SnapshotSubscriber, Caller>()
  readonly #timer: NodeJS.Timeout

  constructor(options: LinkOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#tick(), options.keepAliveMs)
    this.#timer.unref()
  }

  isFor(request: IncomingMessage): boolean {
    return request.url?.startsWith(prefix) === true
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    // 'close' follows; without a listener a reset connection would end the process.
    response.on('error', () => response.destroy())
    this.#answer(request, response).catch((error: unknown) => this.#fail(response, error))
  }

  /** Ends the streams of gateways that were revoked meanwhile; while the store is away, they go on. */
  async recheck(): Promise<void> {
    for (const [subscriber, { token }] of this.#subscribers) {
      const gateway = await this.#options.gateways.identify(token).catch(() => 'unknown' as const)
      if (gateway === undefined) subscriber.cut()
    }
  }

  close(): void {
    clearInterval(this.#timer)
    for (const subscriber of this.#subscribers.keys()) subscriber.cut()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) return send(response, refusal(401, 'A token is needed.'))
    const url = new URL(request.url ?? '/', 'http://control')
    if (url.pathname === `${prefix}join`) return send(response, await this.#join(request, token))
    const known = await this.#options.gateways.identify(token)
    if (known === undefined) return send(response, refusal(401, 'This token is not one of a gateway that is let in.'))
    const gateway = { ...known, token }
    const route = `${request.method} ${url.pathname.slice(prefix.length)}`
    switch (route) {
      case 'GET snapshot':
        return this.#follow(response, gateway)
      case 'GET changes':
        return this.#changes(response, { gateway, after: url.searchParams.get('after') })
      case 'POST status':
        return send(response, await this.#status(request, gateway))
      case 'POST kept-requests':
        return send(response, await this.#keep(request, gateway))
      case 'POST counters':
        return send(response, await this.#counters(request, gateway))
      case 'POST usage':
        return send(response, await this.#usage(request, gateway))
      default:
        return send(response, refusal(404, 'There is nothing here.'))
    }
  }

  async #join(request: IncomingMessage, secret: string): Promise<Answer> {
    if (request.method !== 'POST') return refusal(405, 'Use POST.')
    const body = await readBody(request, joinRequestSchema)
    if (body === undefined) return refusal(400, 'A join request says name and software.')
    const from = request.socket.remoteAddress ?? 'unknown'
    const answer = await this.#options.gateways.join(secret, body, from)
    if (answer === undefined)
      return refusal(
        401,
        'This join token is unknown, used or expired: make a new one with `tollgate gateways join-token`.',
      )
    this.#options.log.info({ gateway: answer.name, environment: answer.environment }, 'a gateway joined')
    return { status: 200, body: answer }
  }

  async #status(request: IncomingMessage, gateway: Caller): Promise<Answer> {
    const status = await readBody(request, gatewayStatusSchema)
    if (status === undefined) return refusal(400, 'This is not a status of a gateway.')
    await this.#options.gateways.noteStatus(gateway, status)
    return { status: 204 }
  }

  async #keep(request: IncomingMessage, gateway: Caller): Promise<Answer> {
    const body = await readBody(request, keptRequestsSchema, keptBytesMax)
    if (body === undefined) return refusal(400, 'These are no requests that are to be kept.')
    await this.#options.gateways.keepRequests(gateway, body.requests)
    return { status: 204 }
  }

  async #counters(request: IncomingMessage, gateway: Caller): Promise<Answer> {
    const report = await readBody(request, counterReportSchema, counterBytesMax)
    if (report === undefined) return refusal(400, 'This does not say how limits stand.')
    this.#options.gateways.noteCounters(gateway, report)
    return { status: 204 }
  }

  async #usage(request: IncomingMessage, gateway: Caller): Promise<Answer> {
    const lines = await readShipment(request)
    if (lines === undefined) return refusal(400, 'These are no lines of usage files, or too many at once.')
    return { status: 200, body: await this.#options.gateways.takeUsage(gateway, lines) }
  }

  #follow(response: ServerResponse, gateway: Caller): void {
    const { publisher, subscribersMax } = this.#options
    if (this.#subscribers.size >= subscribersMax)
      return send(response, refusal(503, 'Too many gateways follow this snapshot.'))
    const subscriber = new SnapshotSubscriber(response, this.#options)
    const { base, unsubscribe } = publisher.subscribe(gateway, (change) => subscriber.send(change))
    this.#subscribers.set(subscriber, gateway)
    response.on('close', () => {
      unsubscribe()
      this.#subscribers.delete(subscriber)
    })
    response.writeHead(200, ndjson)
    subscriber.send(base)
  }

  #changes(response: ServerResponse, { gateway, after }: { gateway: Caller; after: string | null }): void {
    const version = /^\d{1,15}$/.test(after ?? '') ? Number(after) : 0
    const subscriber = new SnapshotSubscriber(response, this.#options)
    this.#subscribers.set(subscriber, gateway)
    response.on('close', () => this.#subscribers.delete(subscriber))
    response.writeHead(200, ndjson)
    subscriber.sendLast(this.#options.publisher.since(version, gateway))
  }

  #tick(): void {
    for (const subscriber of this.#subscribers.keys()) subscriber.tick(Date.now())
    // What another control process did comes in this way.
    void this.recheck()
  }

  #fail(response: ServerResponse, error: unknown): void {
    const isAway = error instanceof StoreUnavailable
    if (!isAway) this.#options.log.error({ err: error }, 'a gateway could not be answered')
    if (response.headersSent) response.destroy()
    else send(response, isAway ? refusal(503, 'The store does not answer.') : refusal(500, 'A mistake of ours.'))
  }
}

const ndjson = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' } as const

function refusal(status: number, message: string): Answer {
  return { status, body: { error: { message } } }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const close = status >= 400 ? { connection: 'close' } : {}
  if (body === undefined) response.writeHead(status, close).end()
  else response.writeHead(status, { 'content-type': 'application/json', ...close }).end(JSON.stringify(body))
}

async function readBody<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
  bytesMax = bodyBytesMax,
): Promise<z.output<Schema> | undefined> {
  const bytes = await readBytes(request, bytesMax)
  if (bytes === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(bytes.toString('utf8'))).data
  } catch {
    return undefined
  }
}
