import type { ApiKeyRecord } from '../../storage/records.ts'
import { change, mayBeEdited, type Verb } from '../verb.ts'
import { keyToEnd } from './find-key.ts'

/** It is refused at every gateway within a second. Revoking a revoked key changes nothing. */
export function revokeKey(verb: Verb, id: string): Promise<ApiKeyRecord> {
  return change(verb, 'apiKey.revoke', async (writer) => {
    const { key } = await keyToEnd(verb, writer, id)
    mayBeEdited(verb, key)
    return await writer.update('apiKey', key, { state: 'revoked' })
  })
}
