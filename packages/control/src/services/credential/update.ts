import type { CredentialUpdate } from '@tollgate/contract/resources/credential'
import type { CredentialRecord } from '../../storage/records.ts'
import type { RecordChanges } from '../../storage/store.ts'
import { openSecret, sealSecret } from '../credential-seal.ts'
import { nameSome } from '../name-some.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { checkedHeader, checkedOrigin, checkedSecret, nameIsFree } from './check-credential.ts'
import { credentialToEdit, type SeenCredential, seenBy } from './credential-access.ts'
import { type CredentialUse, useLabel } from './credential-uses.ts'

/** What is not given stays, but a secret does not follow to another origin. */
export async function updateCredential(
  verb: Verb,
  { id, changes }: { id: string; changes: CredentialUpdate },
): Promise<SeenCredential> {
  return await change(verb, 'credential.update', async (writer) => {
    const { credential, uses } = await credentialToEdit(verb, writer, id)
    const { name, secret } = changes
    if (name !== undefined && name !== credential.name) await nameIsFree(writer, name)
    const origin = changes.origin === undefined ? credential.origin : checkedOrigin(verb, changes.origin)
    const header = changes.header === undefined ? credential.header : checkedHeader(changes.header)
    secretIsGiven(credential, { origin, header, secret })
    if (origin !== credential.origin) noEndpointElsewhere(credential, origin, uses)
    const updated = await writer.update('credential', credential, {
      name,
      origin,
      header,
      // One that waits was meant for the old origin.
      ...(origin === credential.origin ? {} : { sealedNext: null }),
      ...(secret === undefined ? {} : newSecret(verb, credential, checkedSecret(secret, header))),
    })
    return seenBy(verb, updated, uses) ?? { credential: updated, uses: [] }
  })
}

/** Whoever may change the origin could otherwise have the secret sent to themselves. */
function secretIsGiven(
  credential: CredentialRecord,
  { origin, header, secret }: { origin: string; header: string | null; secret: string | undefined },
): void {
  if (secret !== undefined) return
  if (origin !== credential.origin)
    throw invalidField(
      'secret',
      `is needed again: it was given for ${credential.origin} and is not sent to ${origin} unless you say so`,
    )
  if (bringsScheme(header) !== bringsScheme(credential.header))
    throw invalidField(
      'secret',
      'is needed again: Authorization carries it as it is, scheme included, and other headers do not',
    )
}

function bringsScheme(header: string | null): boolean {
  return header?.toLowerCase() === 'authorization'
}

/** They would send the new secret to the old origin. */
function noEndpointElsewhere(credential: CredentialRecord, origin: string, uses: readonly CredentialUse[]): void {
  const elsewhere = uses.filter(({ urls }) => urls.some((url) => new URL(url).origin !== origin))
  if (elsewhere.length === 0) return
  throw conflict(
    `The credential ${credential.name} is used by endpoints at ${credential.origin}: ${nameSome(elsewhere.map(useLabel))}. Give those the new URL together with the secret instead, and deploy them.`,
    'origin',
  )
}

function newSecret(verb: Verb, credential: CredentialRecord, secret: string): RecordChanges<CredentialRecord> {
  // Sealing anew would look like a change.
  if (openSecret(verb, credential) === secret) return {}
  return { ...sealSecret(verb, credential.id, secret), rotatedAt: verb.now() }
}
