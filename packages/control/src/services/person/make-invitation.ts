import type { PersonRecord } from '../../storage/records.ts'
import { conflict } from '../problem.ts'
import type { Verb } from '../verb.ts'

export interface Invitation {
  /** Whoever opens it chooses the password, once. */
  readonly url: string
  readonly expiresAt: number
  readonly isMailed: boolean
}

/** Outside any change. Only for who has not accepted yet: for anybody else the link would be a way into their log-in. */
export async function makeInvitation(
  { authentication, sendsMail, store }: Pick<Verb, 'authentication' | 'sendsMail' | 'store'>,
  { email, name, organisationId, id }: PersonRecord,
): Promise<Invitation> {
  const person = await store.read(organisationId).get('person', id)
  if (person?.state !== 'invited') throw conflict(`${name} is not waiting for an invitation any more.`)
  const { url, expiresAt } = await authentication.startInvitation({ email, name })
  return { url, expiresAt, isMailed: sendsMail }
}
