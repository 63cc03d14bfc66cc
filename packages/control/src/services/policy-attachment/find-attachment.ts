import { allows } from '../../access/actor.ts'
import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { apiToEdit, apiToRead, mayRead } from '../api-access.ts'
import { notFound } from '../problem.ts'
import { authorise, mayBeEdited, type Verb } from '../verb.ts'

/** An attachment; not there for who may not see what it is attached to. */
export async function findAttachment(verb: Verb, reader: Reader, id: string): Promise<PolicyAttachmentRecord> {
  const attachment = await reader.get('policyAttachment', id)
  if (attachment === undefined || !(await isVisible(verb, reader, attachment))) throw notFound('policy', id)
  return attachment
}

/** Refused where the scope may be looked at only; `null`: the organisation. */
export async function authoriseScope(verb: Verb, reader: Reader, apiId: string | null): Promise<void> {
  if (apiId !== null) {
    await apiToEdit(verb, reader, apiId)
    return
  }
  authorise(verb, 'apis:manage')
  mayBeEdited(verb)
}

export async function authoriseScopeToRead(verb: Verb, reader: Reader, apiId: string | null): Promise<void> {
  if (apiId === null) authorise(verb, 'apis:read')
  else await apiToRead(verb, reader, apiId)
}

async function isVisible(verb: Verb, reader: Reader, { apiId }: PolicyAttachmentRecord): Promise<boolean> {
  if (apiId === null) return allows(verb.actor, 'apis:read')
  const api = await reader.get('api', apiId)
  return api !== undefined && mayRead(verb, api)
}
