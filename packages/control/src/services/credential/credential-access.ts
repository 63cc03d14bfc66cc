import { allows } from '../../access/actor.ts'
import type { Permission } from '../../access/permissions.ts'
import type { CredentialRecord } from '../../storage/records.ts'
import type { Reader, Writer } from '../../storage/store.ts'
import { mayRead, targetOf } from '../api-access.ts'
import { authoriseSomewhere } from '../authorise-somewhere.ts'
import { notFound, Problem } from '../problem.ts'
import { current, mayBeEdited, type Verb } from '../verb.ts'
import { type CredentialUse, credentialUses } from './credential-uses.ts'

/** A credential with what of its uses the actor may know. */
export interface SeenCredential {
  readonly credential: CredentialRecord
  readonly uses: readonly CredentialUse[]
}

/** What the actor sees of a credential that is used like this; undefined: for them it is not there. */
export function seenBy(
  verb: Verb,
  credential: CredentialRecord,
  uses: readonly CredentialUse[],
): SeenCredential | undefined {
  const known = uses.filter(({ api }) => mayRead(verb, api))
  const isSeen = allows(verb.actor, 'credentials:read') || allowsOnSome(verb, 'credentials:read', uses)
  return isSeen ? { credential, uses: known } : undefined
}

/**
 * A credential that is about to be changed, with all of its uses. Who publishes a few APIs only may change one that opens nothing but
 * those.
 */
export async function credentialToEdit(
  verb: Verb,
  writer: Writer,
  id: string,
): Promise<{ credential: CredentialRecord; uses: readonly CredentialUse[] }> {
  authoriseSomewhere(verb, 'credentials:manage')
  const uses = await usesOf(writer, id)
  const known = await writer.get('credential', id)
  if (known === undefined || seenBy(verb, known, uses) === undefined) throw notFound('credential', id)
  const mayAll = uses.length > 0 && uses.every(({ api }) => allows(verb.actor, 'credentials:manage', targetOf(api)))
  if (!mayAll && !allows(verb.actor, 'credentials:manage'))
    throw new Problem(
      'forbidden',
      'This credential opens APIs that you do not look after: ask an administrator, or give your endpoints a credential of their own.',
    )
  mayBeEdited(verb, known)
  return { credential: await current(verb, writer, { kind: 'credential', id }), uses }
}

export async function usesOf(reader: Reader, id: string): Promise<readonly CredentialUse[]> {
  return (await credentialUses(reader)).get(id) ?? []
}

function allowsOnSome({ actor }: Verb, permission: Permission, uses: readonly CredentialUse[]): boolean {
  return uses.some(({ api }) => allows(actor, permission, targetOf(api)))
}
