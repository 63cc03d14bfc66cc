import { allows, type Target } from '../access/actor.ts'
import type { ApiRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { notFound } from './problem.ts'
import { authorise, mayBeEdited, type Verb } from './verb.ts'

/** What a role's scope is compared with: the API itself, and the team that looks after it. */
export function targetOf({ id, ownerTeamId }: ApiRecord): Target {
  return { apiId: id, teamId: ownerTeamId }
}

export function mayRead({ actor }: Verb, api: ApiRecord): boolean {
  return allows(actor, 'apis:read', targetOf(api))
}

/** The API as its publishers see it; for everybody else it is not there. */
export async function apiToRead(verb: Verb, reader: Reader, id: string): Promise<ApiRecord> {
  const api = await reader.get('api', id)
  if (api === undefined || !mayRead(verb, api)) throw notFound('API', id)
  return api
}

/** The API, of which something is about to be changed: refused to who may only look, and where a file declares it. */
export async function apiToEdit(verb: Verb, reader: Reader, id: string): Promise<ApiRecord> {
  const api = await apiToRead(verb, reader, id)
  authorise(verb, 'apis:manage', targetOf(api))
  mayBeEdited(verb, api)
  return api
}
