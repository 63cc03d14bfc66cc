import type { OidcIdentity } from '../../access/authentication/authentication-contract.ts'
import type { PersonRecord } from '../../storage/records.ts'
import type { Services } from '../verb.ts'
import { findPersonByEmail } from './find-by-email.ts'

/** Whether somebody whom an identity provider knows belongs here: was invited, or is active. */
export async function isExpectedPerson(services: Pick<Services, 'store'>, identity: OidcIdentity): Promise<boolean> {
  const person = await findPersonByEmail(services, identity.email)
  return person !== undefined && person.state !== 'suspended' && isSameIdentity(person, identity)
}

export function identityId({ providerId, subject }: Pick<OidcIdentity, 'providerId' | 'subject'>): string {
  return `${providerId}:${subject}`
}

/** The e-mail with another subject of the same provider: somebody else has got the address since. */
export function isSameIdentity(
  { identityId: known }: Pick<PersonRecord, 'identityId'>,
  identity: Pick<OidcIdentity, 'providerId' | 'subject'>,
): boolean {
  return known === null || known === identityId(identity) || !known.startsWith(`${identity.providerId}:`)
}
