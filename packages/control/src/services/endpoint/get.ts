import type { EndpointRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'
import { findEndpoint } from './find-endpoint.ts'

export async function getEndpoint(verb: Verb, id: string): Promise<EndpointRecord> {
  return (await findEndpoint(verb, readerOf(verb), id)).endpoint
}
