import type { GatewayQuery } from '@tollgate/contract/resources/gateway'
import type { Page } from '../../storage/store.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { type SeenGateway, seenGateways } from '../gateway-health.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function listGateways(
  verb: Verb,
  { limit, after, environmentId, state }: GatewayQuery,
): Promise<Page<SeenGateway>> {
  authoriseSomewhere(verb, 'gateways:read')
  const where = {
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(state === undefined ? {} : { state }),
  }
  const page = await readerOf(verb).page('gateway', { limit, after, where })
  return { items: await seenGateways(verb, page.items), next: page.next }
}
