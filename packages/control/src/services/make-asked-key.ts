import type { KeyCreate } from '@tollgate/contract/resources/api-key'
import type { ApiKeyRecord, ApplicationRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { expiryOf } from './key-expiry.ts'
import { keyHolder } from './key-holder.ts'
import { makeKey } from './make-key.ts'
import type { Minted } from './mint-key.ts'
import { managedBy, type Verb } from './verb.ts'

type KeyInput = Omit<KeyCreate, 'value'>

/** A key with its text, which is never seen again. */
export interface MadeKey {
  readonly record: ApiKeyRecord
  readonly key: string | null
}

/** Makes the key that somebody asks for: held by whom they may name, restricted as they say, ending when it may. */
export async function makeAskedKey(
  { verb, writer }: { verb: Verb; writer: Writer },
  application: ApplicationRecord,
  { input, minted }: { input: KeyInput; minted: Minted },
): Promise<MadeKey> {
  const { name, type, environmentId, allowedAddresses, allowedReferrers } = input
  const personId = await keyHolder(verb, writer, { application, personId: input.personId })
  const record = await makeKey({ verb, writer }, application, {
    ...{ name, type, environmentId, allowedAddresses, allowedReferrers, personId },
    personName: null,
    digest: minted.digest,
    lastFour: minted.lastFour,
    expiresAt: await expiryOf({ verb, reader: writer, application }, input),
    rotatedFromId: null,
    testApiId: null,
    ...managedBy(verb),
  })
  return { record, key: minted.key }
}
