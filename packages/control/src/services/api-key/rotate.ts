import type { KeyRotate } from '@tollgate/contract/resources/api-key'
import type { ApiKeyRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { mustNotWiden } from '../key-approval.ts'
import { expiryOf, isLater, successorExpiry } from '../key-expiry.ts'
import { mustActFor } from '../key-holder.ts'
import type { MadeKey } from '../make-asked-key.ts'
import { makeKey } from '../make-key.ts'
import { mint } from '../mint-key.ts'
import { conflict } from '../problem.ts'
import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { keyToChange } from './find-key.ts'

const minuteMs = 60_000

/** A new key in place of one, the same in everything but its text; the old one ends with the overlap. */
export function rotateKey(verb: Verb, { id, input }: { id: string; input: KeyRotate }): Promise<MadeKey> {
  const minted = mint(verb)
  return change(verb, 'apiKey.rotate', async (writer) => {
    const { key, application } = await keyToChange(verb, writer, id)
    mayBeEdited(verb, key)
    expectRevision(verb, key)
    await mustActFor(verb, writer, { application, personId: key.personId })
    await mustBeRotatable(writer, key)
    const place = { verb, reader: writer, application }
    const isSaid = input.expiresAt !== undefined || input.expiresInDays !== undefined
    const expiresAt = isSaid ? await expiryOf(place, input) : await successorExpiry(place, key)
    const same = key.expiresAt === null ? null : verb.now() + key.expiresAt - key.createdAt
    if (isLater(expiresAt, same)) await mustNotWiden(place, key)
    await endOld(verb, writer, { key, overlapMinutes: input.overlapMinutes })
    const { name, type, personId, personName, environmentId, allowedAddresses, allowedReferrers } = key
    const record = await makeKey({ verb, writer }, application, {
      ...{ name, type, personId, personName, environmentId, allowedAddresses, allowedReferrers, expiresAt },
      digest: minted.digest,
      lastFour: minted.lastFour,
      rotatedFromId: key.id,
      testApiId: null,
      managedBy: null,
    })
    return { record, key: minted.key }
  })
}

async function mustBeRotatable(writer: Writer, { id, applicationId, name, testApiId, personId }: ApiKeyRecord) {
  if (testApiId !== null) throw conflict(`${name} is a test key, which ends soon: make another one.`)
  const [successor] = await writer.find('apiKey', { applicationId, rotatedFromId: id })
  if (successor !== undefined)
    throw conflict(`The key ${name} was rotated already: its successor is ${successor.id}, rotate that one.`)
  const person = personId === null ? undefined : await writer.get('person', personId)
  if (person?.state === 'suspended')
    throw conflict(`${person.name} is suspended and can have no new key: revoke this one.`)
}

async function endOld(
  { now }: Verb,
  writer: Writer,
  { key, overlapMinutes }: { key: ApiKeyRecord; overlapMinutes: number },
): Promise<void> {
  if (overlapMinutes === 0) {
    await writer.update('apiKey', key, { state: 'revoked' })
    return
  }
  const end = now() + overlapMinutes * minuteMs
  await writer.update('apiKey', key, { expiresAt: key.expiresAt === null ? end : Math.min(end, key.expiresAt) })
}
