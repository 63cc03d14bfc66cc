import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { type SeenGateway, seenGateway } from '../gateway-health.ts'
import { notFound } from '../problem.ts'
import { readerOf, type Verb } from '../verb.ts'

export async function getGateway(verb: Verb, id: string): Promise<SeenGateway> {
  authoriseSomewhere(verb, 'gateways:read')
  const gateway = await readerOf(verb).get('gateway', id)
  if (gateway === undefined) throw notFound('gateway', id)
  return await seenGateway(verb, gateway)
}
