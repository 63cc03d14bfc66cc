import { seenGateway } from '../gateway-health.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/** One that was revoked; or the local one while it is away, which comes back when it is started again. */
export async function removeGateway(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'gateways:manage')
  const known = await verb.store.read(verb.actor.organisationId).get('gateway', id)
  const seen = known === undefined ? undefined : await seenGateway(verb, known)
  await change(verb, 'gateway.delete', async (writer) => {
    const gateway = await current(verb, writer, { kind: 'gateway', id })
    if (gateway.digest === null && seen?.sighting?.isHealthy === true)
      throw conflict(`The gateway ${gateway.name} was started together with the control plane and is running.`)
    if (gateway.digest !== null && gateway.state !== 'revoked')
      throw conflict(`The gateway ${gateway.name} is active: revoke it first (POST /gateways/${id}/revoke).`)
    await writer.remove('gateway', gateway)
  })
}
