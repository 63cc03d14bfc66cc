import type { ApiRecord, EndpointRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { mayRead } from '../api-access.ts'
import { notFound } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** An endpoint and its API; not there for who may not see the API. */
export async function findEndpoint(
  verb: Verb,
  reader: Reader,
  id: string,
): Promise<{ endpoint: EndpointRecord; api: ApiRecord }> {
  const endpoint = await reader.get('endpoint', id)
  const api = endpoint === undefined ? undefined : await reader.get('api', endpoint.apiId)
  if (endpoint === undefined || api === undefined || !mayRead(verb, api)) throw notFound('endpoint', id)
  return { endpoint, api }
}
