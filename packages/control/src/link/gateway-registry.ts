import { createHash, timingSafeEqual } from 'node:crypto'
import { ingestShipment } from '../analytics/ingest.ts'
import { ensureLocalGateway } from '../services/gateway/ensure-local.ts'
import { gatewayOfToken } from '../services/gateway/identify.ts'
import { joinGateway } from '../services/gateway/join.ts'
import { keepRequests } from '../services/gateway/keep-requests.ts'
import { noteGatewayStatus } from '../services/gateway/note-status.ts'
import type { Services } from '../services/verb.ts'
import type { GatewayRecord } from '../storage/records.ts'
import type { GatewayRegistry, KnownGateway } from './link-handler.ts'

interface LocalGateway {
  readonly organisationId: string
  /** What `tollgate up` gave this start and its gateway; undefined: there is no gateway beside this process. */
  readonly localToken: string | undefined
}

/** Gateways that joined, by their tokens, and the one that was started together with this process. */
export async function createGatewayRegistry(
  services: Services,
  { organisationId, localToken }: LocalGateway,
): Promise<GatewayRegistry> {
  const local = localToken === undefined ? undefined : known(await ensureLocalGateway(services, organisationId))
  const localDigest = digest(localToken ?? '')
  return {
    identify: async (token) => {
      // Digests have one length, so that the comparison tells nothing, not even how long the token is.
      if (local !== undefined && timingSafeEqual(digest(token), localDigest)) return local
      const gateway = await gatewayOfToken(services, token)
      return gateway === undefined ? undefined : known(gateway)
    },
    join: (secret, request, from) => joinGateway(services, { secret, request, from }),
    noteStatus: ({ gatewayId }, status) => noteGatewayStatus(services, { gatewayId, status }),
    keepRequests: ({ organisationId }, requests) => keepRequests(services, { organisationId, requests }),
    noteCounters: (gateway, report) => services.liveCounters.note(gateway, report),
    takeUsage: ({ organisationId, gatewayId }, lines) =>
      ingestShipment(services, { lines, source: { organisationId, gatewayId } }),
  }
}

function known({ id, organisationId, environmentId }: GatewayRecord): KnownGateway {
  return { gatewayId: id, organisationId, environmentId }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
