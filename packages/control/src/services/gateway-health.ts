import type { GatewayRecord, GatewaySighting } from '../storage/records.ts'
import type { Store } from '../storage/store.ts'

/** A gateway says how it is every five seconds: three silences in a row are no accident. */
const healthyForMs = 15_000

export interface SeenGateway {
  readonly gateway: GatewayRecord
  /** Of everything that is saved here. */
  readonly storeVersion: number
  readonly sighting: (GatewaySighting & { readonly isHealthy: boolean; readonly isInSync: boolean }) | undefined
}

/** What gateways last said of themselves, beside their records. */
export async function seenGateways(
  { store, now }: { store: Store; now: () => number },
  gateways: readonly GatewayRecord[],
): Promise<SeenGateway[]> {
  // The version first: what a gateway says afterwards can only be newer.
  const storeVersion = await store.version()
  const sightings = new Map((await store.gatewaySightings()).map((sighting) => [sighting.gatewayId, sighting]))
  return gateways.map((gateway) => {
    const sighting = sightings.get(gateway.id)
    if (sighting === undefined) return { gateway, storeVersion, sighting }
    const isHealthy = gateway.state === 'active' && now() - sighting.seenAt <= healthyForMs
    const isInSync = sighting.status.version >= storeVersion
    return { gateway, storeVersion, sighting: { ...sighting, isHealthy, isInSync } }
  })
}

export async function seenGateway(
  services: { store: Store; now: () => number },
  gateway: GatewayRecord,
): Promise<SeenGateway> {
  const [seen] = await seenGateways(services, [gateway])
  return seen ?? { gateway, storeVersion: 0, sighting: undefined }
}
