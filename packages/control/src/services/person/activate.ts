import type { Arrival } from '../../access/authentication/authentication-contract.ts'
import type { PersonRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { ensurePersonalApplication } from '../personal-application.ts'
import type { Services } from '../verb.ts'
import { findPersonByEmail } from './find-by-email.ts'
import { followGroups } from './follow-groups.ts'
import { identityId, isSameIdentity } from './is-expected.ts'

/**
 * The owner of an e-mail has proven to be it, by a link or at an identity provider: an invited person becomes active, this log-in is
 * theirs, and the provider's groups become memberships. False: nobody of ours. Harmless when it is called again.
 */
export async function activatePerson(services: Pick<Services, 'store' | 'now'>, arrival: Arrival): Promise<boolean> {
  const found = await findPersonByEmail(services, arrival.email)
  if (found === undefined) return false
  const actor = { kind: 'person', id: found.id, name: found.email } as const
  const context = {
    organisationId: found.organisationId,
    actor,
    verb: 'person.activate',
    from: 'log-in',
    requestId: null,
  }
  return await services.store.change(context, async (writer) => {
    const person = await writer.get('person', found.id)
    if (person === undefined || !isWelcome(person, arrival)) return false
    const active = await writeArrival(writer, person, arrival)
    if (arrival.identity !== undefined)
      await followGroups(writer, active, { groups: arrival.identity.groups, now: services.now() })
    return true
  })
}

function isWelcome(person: PersonRecord, { authUserId, identity }: Arrival): boolean {
  if (person.state === 'suspended') return false
  if (person.authUserId !== null && person.authUserId !== authUserId) return false
  return identity === undefined || isSameIdentity(person, identity)
}

async function writeArrival(
  writer: Writer,
  person: PersonRecord,
  { authUserId, identity }: Arrival,
): Promise<PersonRecord> {
  const active = await writer.update('person', person, {
    state: 'active',
    authUserId,
    ...(identity === undefined ? {} : { identityId: identityId(identity) }),
  })
  await ensurePersonalApplication(writer, active)
  return active
}
