import type { ApiKeyRecord, ApplicationRecord } from '../storage/records.ts'
import { type NewRecord, UniqueViolation, type Writer } from '../storage/store.ts'
import { activeKeys, keyState } from './api-key-life.ts'
import { checkAddresses, checkReferrers } from './key-restrictions.ts'
import { conflict, invalidField } from './problem.ts'
import type { Verb } from './verb.ts'

/** Keys of one application that work at the same time. */
const activeKeysMax = 100
/** Revoked and expired ones that are remembered; the oldest go first. */
const endedKeysMax = 200

type NewKey = Omit<NewRecord<ApiKeyRecord>, 'applicationId' | 'state' | 'lastUsedAt'>

/** Keeps a key of an application, whoever it comes from. Who may hold it and how long it may live was found out before. */
export async function makeKey(
  { verb, writer }: { verb: Verb; writer: Writer },
  application: ApplicationRecord,
  key: NewKey,
): Promise<ApiKeyRecord> {
  checkAddresses(key.allowedAddresses)
  checkReferrers(key.allowedReferrers)
  const active = await activeKeys(writer, application.id, verb.now())
  if (active.length >= activeKeysMax)
    throw conflict(
      `The application ${application.name} has ${activeKeysMax} active keys, which is the most: revoke some that are not used, or make another application.`,
    )
  nameIsFree(active, key)
  await mustBeEnvironment(writer, key.environmentId)
  await forgetEndedKeys(writer, application.id, verb.now())
  return await refusingTaken(() =>
    writer.insert('apiKey', { ...key, applicationId: application.id, state: 'active', lastUsedAt: null }),
  )
}

/** Active keys of an application have names of their own; one that was rotated shares it with its successor. */
export function nameIsFree(
  active: readonly ApiKeyRecord[],
  { name, rotatedFromId, except }: { name: string; rotatedFromId?: string | null; except?: string },
): void {
  const successors = new Set(active.map((key) => key.rotatedFromId))
  const holder = active.find(
    (key) => key.name === name && key.id !== except && key.id !== rotatedFromId && !successors.has(key.id),
  )
  if (holder !== undefined)
    throw conflict(
      `There is an active key ${name} in this application already (${holder.id}): choose another name, or rotate that one.`,
      'name',
    )
}

async function mustBeEnvironment(writer: Writer, id: string | null): Promise<void> {
  if (id !== null && (await writer.get('environment', id)) === undefined)
    throw invalidField('environmentId', `names no environment: ${id}`)
}

async function forgetEndedKeys(writer: Writer, applicationId: string, now: number): Promise<void> {
  const ended = (await writer.find('apiKey', { applicationId })).filter((key) => keyState(key, now) !== 'active')
  for (const key of ended.slice(0, Math.max(0, ended.length - endedKeysMax))) await writer.remove('apiKey', key)
}

/** Minted keys never meet; one that is brought along may be here already, in whatever organisation. */
async function refusingTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UniqueViolation) || !error.columns.includes('digest')) throw error
    throw conflict('This key is in use here already: each key belongs to one place, so make another one.', 'value')
  }
}
