import type { ApiRecord } from '../../storage/records.ts'
import { apiToRead } from '../api-access.ts'
import { readerOf, type Verb } from '../verb.ts'

export function getApi(verb: Verb, id: string): Promise<ApiRecord> {
  return apiToRead(verb, readerOf(verb), id)
}
