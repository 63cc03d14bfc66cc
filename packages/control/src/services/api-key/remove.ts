import { keyState } from '../api-key-life.ts'
import { dropQuotas } from '../drop-quotas.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { keyToEnd } from './find-key.ts'

/** Forgets a key that works no more; what it did stays on record. */
export function removeKey(verb: Verb, id: string): Promise<void> {
  return change(verb, 'apiKey.delete', async (writer) => {
    const { key } = await keyToEnd(verb, writer, id)
    mayBeEdited(verb, key)
    expectRevision(verb, key)
    if (keyState(key, verb.now()) === 'active')
      throw conflict(`The key ${key.name} is active: revoke it first (POST /keys/${id}/revoke).`)
    await dropQuotas(writer, 'key', [id])
    await writer.remove('apiKey', key)
  })
}
