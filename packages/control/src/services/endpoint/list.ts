import type { EndpointRecord } from '../../storage/records.ts'
import { apiToRead } from '../api-access.ts'
import { readerOf, type Verb } from '../verb.ts'

/** The endpoints of one API, by their names. */
export async function listEndpoints(verb: Verb, apiId: string): Promise<readonly EndpointRecord[]> {
  const reader = readerOf(verb)
  const api = await apiToRead(verb, reader, apiId)
  const endpoints = await reader.find('endpoint', { apiId: api.id })
  return endpoints.sort((a, b) => (a.name < b.name ? -1 : 1))
}
