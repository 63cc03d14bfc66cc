import type { KeyUpdate } from '@tollgate/contract/resources/api-key'
import type { ApiKeyRecord, ApplicationRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { activeKeys } from '../api-key-life.ts'
import { mustNotWiden } from '../key-approval.ts'
import { changedExpiry, isLater } from '../key-expiry.ts'
import { mustActFor } from '../key-holder.ts'
import { checkAddresses, checkReferrers } from '../key-restrictions.ts'
import { nameIsFree } from '../make-key.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { keyToChange } from './find-key.ts'

/** What is not given stays. */
export function updateKey(verb: Verb, { id, changes }: { id: string; changes: KeyUpdate }): Promise<ApiKeyRecord> {
  return change(verb, 'apiKey.update', async (writer) => {
    const { key, application } = await keyToChange(verb, writer, id)
    mayBeEdited(verb, key)
    expectRevision(verb, key)
    await mustActFor(verb, writer, { application, personId: key.personId })
    const { name, expiresAt, allowedAddresses, allowedReferrers } = changes
    checkAddresses(allowedAddresses ?? [])
    checkReferrers(allowedReferrers ?? [])
    if (allowedAddresses !== undefined || allowedReferrers !== undefined)
      await mustNotWiden({ verb, reader: writer, application }, key)
    if (name !== undefined && name !== key.name)
      nameIsFree(await activeKeys(writer, application.id, verb.now()), { name, except: id })
    const ending = expiresAt === undefined ? undefined : await endingOf({ verb, writer, application }, key, expiresAt)
    return await writer.update('apiKey', key, { name, allowedAddresses, allowedReferrers, expiresAt: ending })
  })
}

async function endingOf(
  { verb, writer, application }: { verb: Verb; writer: Writer; application: ApplicationRecord },
  key: ApiKeyRecord,
  expiresAt: string | null,
): Promise<number | null> {
  const given = expiresAt === null ? null : Date.parse(expiresAt)
  if (given === key.expiresAt) return given
  const isLonger = isLater(given, key.expiresAt)
  if (isLonger && key.testApiId !== null)
    throw conflict('A test key ends when it was said to: make another one.', 'expiresAt')
  if (isLonger && (await writer.count('apiKey', { applicationId: key.applicationId, rotatedFromId: key.id })) > 0)
    throw conflict('This key was rotated and ends with the overlap: use its successor.', 'expiresAt')
  if (isLonger) await mustNotWiden({ verb, reader: writer, application }, key)
  return await changedExpiry({ verb, reader: writer, application }, { expiresAt, createdAt: key.createdAt })
}
