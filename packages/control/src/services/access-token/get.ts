import type { AccessTokenRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'
import { tokenToRead } from './find-token.ts'

export function getAccessToken(verb: Verb, id: string): Promise<AccessTokenRecord> {
  return tokenToRead(verb, readerOf(verb), id)
}
