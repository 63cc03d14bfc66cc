import { apiToEdit } from '../api-access.ts'
import { dropQuotas } from '../drop-quotas.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { findEndpoint } from './find-endpoint.ts'

/** From the working copy: what is deployed keeps it until the next deployment. Its credential stays. */
export function removeEndpoint(verb: Verb, id: string): Promise<void> {
  return change(verb, 'endpoint.delete', async (writer) => {
    const { endpoint, api } = await findEndpoint(verb, writer, id)
    await apiToEdit(verb, writer, api.id)
    mayBeEdited(verb, endpoint)
    expectRevision(verb, endpoint)
    await dropQuotas(writer, 'endpoint', [id])
    await writer.remove('endpoint', endpoint)
  })
}
