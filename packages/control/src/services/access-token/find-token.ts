import { allows } from '../../access/actor.ts'
import type { AccessTokenRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { notFound } from '../problem.ts'
import type { Verb } from '../verb.ts'

/** One's own, or anybody's for who manages people. */
export async function tokenToRead({ actor }: Verb, reader: Reader, id: string): Promise<AccessTokenRecord> {
  const token = await reader.get('accessToken', id)
  const isOwn = token !== undefined && token.personId === actor.personId
  if (token === undefined || !(isOwn || allows(actor, 'people:manage'))) throw notFound('access token', id)
  return token
}
