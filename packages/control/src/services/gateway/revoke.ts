import { type SeenGateway, seenGateway } from '../gateway-health.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/**
 * Its token opens nothing from now on. It goes on with the last good copy that it has, which it cannot have renewed: whoever does not
 * trust its machine any more stops it there as well, and rotates the credentials it was given.
 */
export async function revokeGateway(verb: Verb, id: string): Promise<SeenGateway> {
  authorise(verb, 'gateways:manage')
  const revoked = await change(verb, 'gateway.revoke', async (writer) => {
    const gateway = await current(verb, writer, { kind: 'gateway', id })
    if (gateway.digest === null)
      throw conflict(
        `The gateway ${gateway.name} was started together with the control plane and has no token that could be revoked: start the control plane alone (tollgate control) to be without it.`,
      )
    return await writer.update('gateway', gateway, { state: 'revoked' })
  })
  return await seenGateway(verb, revoked)
}
