import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { accessTokenDigest } from '../access/access-token-digest.ts'
import type { Actor } from '../access/actor.ts'
import { metricsContentType } from '../metrics/text-format.ts'
import { readMetrics } from '../services/metrics/read.ts'
import type { Services } from '../services/verb.ts'
import { type Mount, metricsPath } from './app.ts'
import { clientAddress } from './client-address.ts'
import type { Identify } from './handle-route.ts'
import { requestIdOf } from './request-id.ts'

interface MetricsDoor {
  readonly services: Services
  readonly identify: Identify
  /** What a scraper presents that is nobody's; undefined: it needs an access token. */
  readonly token: string | undefined
  /** Whose metrics that token opens. */
  readonly organisationId: string
}

/** `/metrics` for Prometheus, to whoever may read usage, settings and gateways, and to the scraper's own token. */
export function mountMetrics({ services, identify, token, organisationId }: MetricsDoor): Mount {
  return {
    path: metricsPath,
    handle: async (c) => {
      const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
      if (!isRead) return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
      const actor = isScraper(c, token) ? scraper(c, organisationId) : await identify(c)
      const text = await readMetrics({ ...services, actor, expectedRevision: undefined })
      return new Response(text, { headers: { 'content-type': metricsContentType, 'cache-control': 'no-store' } })
    },
  }
}

function isScraper(c: Context, token: string | undefined): boolean {
  const [, sent] = /^Bearer ([\x21-\x7e]+)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (token === undefined || sent === undefined) return false
  return timingSafeEqual(Buffer.from(accessTokenDigest(sent)), Buffer.from(accessTokenDigest(token)))
}

function scraper(c: Context, organisationId: string): Actor {
  return {
    organisationId,
    audit: { kind: 'system', id: null, name: 'metrics' },
    personId: null,
    grants: [{ role: 'viewer', scope: { kind: 'organisation' } }],
    teamIds: [],
    readOnly: true,
    from: clientAddress(c),
    requestId: requestIdOf(c),
  }
}
