import type { EndpointRow } from '@tollgate/contract/snapshot'
import { checkLiteralHost } from '../guarded-lookup.ts'
import type { UpstreamListener, UpstreamRequest } from '../upstream.ts'
import { Attempt, type AttemptPlace } from './attempt.ts'
import { Connection } from './connection.ts'
import { Connector } from './connector.ts'

/** How long an unused connection is kept where the provider does not say. */
const keepAliveMs = 30_000
/** A provider that says how long it keeps one is believed less by this: a request takes its time to arrive. */
const keepAliveMarginMs = 1_000

/** The connections to one endpoint: as many as there are calls, and those that wait for the next. */
export class EndpointPool implements AttemptPlace {
  readonly endpoint: EndpointRow
  readonly basePath: string
  readonly host: string
  /** Set where the endpoint's own URL is an address that may not be called. */
  readonly refused: Error | undefined
  private readonly connector: Connector
  private readonly attempts = new Set<Attempt>()
  /** The last one used is the next one: those that are not needed grow old. */
  private readonly idle: Connection[] = []
  private isClosing = false

  constructor(endpoint: EndpointRow, allowPrivate: boolean) {
    const url = new URL(endpoint.url)
    this.endpoint = endpoint
    this.basePath = url.pathname === '/' ? '' : url.pathname
    this.refused = endpoint.demo ? undefined : checkLiteralHost(url.hostname, allowPrivate)
    this.connector = new Connector(url, endpoint, allowPrivate)
    this.host = this.connector.host
  }

  get isEmpty(): boolean {
    return this.attempts.size === 0 && this.idle.length === 0
  }

  send(request: UpstreamRequest, listener: UpstreamListener): Attempt {
    const attempt = new Attempt(this, request, listener)
    this.attempts.add(attempt)
    const { refused } = this
    if (refused !== undefined) {
      queueMicrotask(() => attempt.onBroken(refused, false))
      return attempt
    }
    const idle = this.takeIdle()
    attempt.take(idle ?? new Connection(this.connector, attempt, (unused) => this.forget(unused)))
    if (idle !== undefined) {
      idle.use(attempt)
      attempt.onConnected(idle)
    }
    return attempt
  }

  giveBack(connection: Connection): void {
    const { idleSeconds } = connection.reader
    const keptMs = idleSeconds === null ? keepAliveMs : Math.min(keepAliveMs, idleSeconds * 1_000 - keepAliveMarginMs)
    if (this.isClosing || keptMs <= 0) return connection.destroy()
    connection.rest()
    connection.idleUntil = performance.now() + keptMs
    this.idle.push(connection)
  }

  over(attempt: Attempt): void {
    this.attempts.delete(attempt)
  }

  /** Ends what has waited too long. */
  checkTime(now: number): void {
    for (const attempt of this.attempts) attempt.checkTime(now)
    for (const connection of this.idle.filter(({ idleUntil }) => idleUntil <= now)) {
      this.forget(connection)
      connection.destroy()
    }
  }

  /** Open attempts go on; nothing is kept behind them. */
  close(): void {
    this.isClosing = true
    for (const connection of this.idle.splice(0)) connection.destroy()
  }

  /** Open attempts fail. */
  destroy(): void {
    this.close()
    for (const attempt of this.attempts) attempt.onBroken(new Error('the gateway ends'), false)
  }

  private takeIdle(): Connection | undefined {
    for (let connection = this.idle.pop(); connection !== undefined; connection = this.idle.pop()) {
      if (connection.isUsable && connection.idleUntil > performance.now()) return connection
      connection.destroy()
    }
    return undefined
  }

  private forget(connection: Connection): void {
    const at = this.idle.indexOf(connection)
    if (at !== -1) this.idle.splice(at, 1)
  }
}
