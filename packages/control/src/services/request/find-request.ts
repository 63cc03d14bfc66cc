import { allows } from '../../access/actor.ts'
import type { ApiRecord, ApplicationRecord, RequestRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { targetOf } from '../api-access.ts'
import { maySee } from '../application-access.ts'
import { notFound, Problem } from '../problem.ts'
import type { Verb } from '../verb.ts'

export interface FoundRequest {
  readonly request: RequestRecord
  readonly application: ApplicationRecord
  /** undefined: a key is asked for, or the API is gone. */
  readonly api: ApiRecord | undefined
}

/** For who asked, for those who see the application, and for those who may answer. */
export async function requestToRead(verb: Verb, reader: Reader, id: string): Promise<FoundRequest> {
  const request = await reader.get('request', id)
  if (request === undefined) throw notFound('request', id)
  const application = await reader.get('application', request.applicationId)
  if (application === undefined) throw notFound('request', id)
  const api = request.apiId === null ? undefined : await reader.get('api', request.apiId)
  const found = { request, application, api }
  if (!seesRequest(verb, found)) throw notFound('request', id)
  return found
}

export function seesRequest(verb: Verb, found: FoundRequest): boolean {
  return isOwn(verb, found) || maySee(verb, found.application) || mayAnswer(verb, found)
}

export function isOwn({ actor }: Verb, { request }: FoundRequest): boolean {
  return request.personId === actor.personId
}

export function mayAnswer({ actor }: Verb, { request, application, api }: FoundRequest): boolean {
  const { teamId } = application
  // A key is approved by a second person; who manages all keys needs nobody's approval.
  if (request.kind === 'key' && request.personId === actor.personId)
    return allows(actor, 'requests:answer', { teamId }) && allows(actor, 'applications:manage', { teamId })
  return allows(actor, 'requests:answer', request.apiId === null || api === undefined ? { teamId } : targetOf(api))
}

export async function requestToAnswer(verb: Verb, reader: Reader, id: string): Promise<FoundRequest> {
  const found = await requestToRead(verb, reader, id)
  mayWrite(verb)
  if (!mayAnswer(verb, found))
    throw new Problem(
      'forbidden',
      isOwn(verb, found)
        ? 'This is your own request: somebody else has to answer it.'
        : 'This is for those who look after what is asked for: it needs the permission requests:answer.',
    )
  return found
}

/** As the one who asked. */
export async function ownRequest(verb: Verb, reader: Reader, id: string): Promise<FoundRequest> {
  const found = await requestToRead(verb, reader, id)
  mayWrite(verb)
  if (!isOwn(verb, found)) throw new Problem('forbidden', 'Somebody else asked for this: only they can do that.')
  return found
}

function mayWrite({ actor }: Verb): void {
  if (actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
}
