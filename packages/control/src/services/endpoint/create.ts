import type { EndpointRecord } from '../../storage/records.ts'
import { apiToEdit } from '../api-access.ts'
import { makeEndpoint, type NewEndpoint } from '../make-endpoint.ts'
import { change, type Verb } from '../verb.ts'

/** With the credential that it brings. `id` and `demo` are given where a configuration file declares it. */
export function createEndpoint(
  verb: Verb,
  { apiId, input }: { apiId: string; input: NewEndpoint },
): Promise<EndpointRecord> {
  return change(verb, 'endpoint.create', async (writer) => {
    const api = await apiToEdit(verb, writer, apiId)
    return await makeEndpoint({ verb, writer, at: '' }, api, input)
  })
}
