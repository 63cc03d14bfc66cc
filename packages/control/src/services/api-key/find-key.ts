import type { ApiKeyRecord, ApplicationRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { keyState } from '../api-key-life.ts'
import { maySee, mayUse } from '../application-access.ts'
import { conflict, notFound, Problem } from '../problem.ts'
import type { Verb } from '../verb.ts'

export interface FoundKey {
  readonly key: ApiKeyRecord
  readonly application: ApplicationRecord
}

/** For those who see its application, and for the person behind it; for everybody else it is not there. */
export async function keyToRead(verb: Verb, reader: Reader, id: string): Promise<FoundKey> {
  const key = await reader.get('apiKey', id)
  const application = key === undefined ? undefined : await reader.get('application', key.applicationId)
  if (key === undefined || application === undefined || !(isOwn(verb, key) || maySee(verb, application)))
    throw notFound('API key', id)
  return { key, application }
}

/** To end it: also the person behind it may, whoever's the application is by now. */
export async function keyToEnd(verb: Verb, reader: Reader, id: string): Promise<FoundKey> {
  const found = await keyToRead(verb, reader, id)
  if (verb.actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
  if (!isOwn(verb, found.key) && !mayUse(verb, found.application)) throw notYours(found)
  return found
}

/** To have it live on, changed or as another: it works, and the actor uses its application. */
export async function keyToChange(verb: Verb, reader: Reader, id: string): Promise<FoundKey> {
  const found = await keyToEnd(verb, reader, id)
  if (!mayUse(verb, found.application)) throw notYours(found)
  const state = keyState(found.key, verb.now())
  if (state !== 'active') throw conflict(`The key ${found.key.name} is ${state}: make a new one.`)
  return found
}

function isOwn({ actor }: Verb, { personId }: ApiKeyRecord): boolean {
  return personId !== null && personId === actor.personId
}

function notYours({ application }: FoundKey): Problem {
  return new Problem(
    'forbidden',
    `The application ${application.name} is not yours: ask somebody of its team, or an administrator.`,
  )
}
