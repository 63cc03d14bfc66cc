import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EndpointRow } from '@tollgate/contract/snapshot'
import { EndpointPool } from './http1/endpoint-pool.ts'
import type { Upstream, UpstreamControl, UpstreamListener, UpstreamRequest } from './upstream.ts'

interface UpstreamOptions {
  readonly allowPrivate: boolean
}

/** How often it is looked whether something waits for too long: no timer for each call, and none for each piece of an answer. */
const lookEveryMs = 100

/** Providers over HTTP/1.1, made for carrying: one pool of connections for each endpoint (http1/). */
export class Http1Upstream implements Upstream {
  private readonly options: UpstreamOptions
  private readonly pools = new Map<string, EndpointPool>()
  /** Of endpoints that are no longer in use, until their calls have ended. */
  private readonly leaving = new Set<EndpointPool>()
  private readonly timer: NodeJS.Timeout

  constructor(options: UpstreamOptions) {
    this.options = options
    this.timer = setInterval(() => this.checkTime(), lookEveryMs).unref()
  }

  send(endpoint: EndpointRow, request: UpstreamRequest, listener: UpstreamListener): UpstreamControl {
    return this.poolOf(endpoint).send(request, listener)
  }

  /** Closes the pools of endpoints that are no longer in use, once their calls have ended. */
  retain(endpoints: ReadonlySet<EndpointRow>): void {
    for (const [id, pool] of this.pools) {
      if (endpoints.has(pool.endpoint)) continue
      this.pools.delete(id)
      this.leave(pool)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    // Clients that were cut off a moment ago leave first: their calls were cancelled, and did not fail.
    await nextTurn()
    for (const pool of [...this.pools.values(), ...this.leaving]) pool.destroy()
  }

  private poolOf(endpoint: EndpointRow): EndpointPool {
    const known = this.pools.get(endpoint.id)
    if (known?.endpoint === endpoint) return known
    if (known !== undefined) this.leave(known)
    const pool = new EndpointPool(endpoint, this.options.allowPrivate)
    this.pools.set(endpoint.id, pool)
    return pool
  }

  private leave(pool: EndpointPool): void {
    pool.close()
    if (!pool.isEmpty) this.leaving.add(pool)
  }

  private checkTime(): void {
    const now = performance.now()
    for (const pool of this.pools.values()) pool.checkTime(now)
    for (const pool of this.leaving) {
      pool.checkTime(now)
      if (pool.isEmpty) this.leaving.delete(pool)
    }
  }
}
