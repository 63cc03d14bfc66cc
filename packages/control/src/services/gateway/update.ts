import type { GatewayUpdate } from '@tollgate/contract/resources/gateway'
import { type SeenGateway, seenGateway } from '../gateway-health.ts'
import { authorise, change, current, type Verb } from '../verb.ts'
import { nameIsFree } from './gateway-name.ts'

/** Its name; all else of it is what it says itself. */
export async function updateGateway(
  verb: Verb,
  { id, changes: { name } }: { id: string; changes: GatewayUpdate },
): Promise<SeenGateway> {
  authorise(verb, 'gateways:manage')
  const updated = await change(verb, 'gateway.update', async (writer) => {
    const gateway = await current(verb, writer, { kind: 'gateway', id })
    const { environmentId } = gateway
    if (name !== undefined && name !== gateway.name) await nameIsFree(writer, { environmentId, name })
    return await writer.update('gateway', gateway, { name })
  })
  return await seenGateway(verb, updated)
}
