import type { CredentialRotate } from '@tollgate/contract/resources/credential'
import { sealPlace } from '../../storage/seal-place.ts'
import { openSecret, sealSecret } from '../credential-seal.ts'
import { invalidField } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { checkedSecret } from './check-credential.ts'
import { credentialToEdit, type SeenCredential, seenBy } from './credential-access.ts'

/**
 * Gives a new secret for the same origin. It takes over at once, at every gateway: revoke the old one at the provider afterwards, for
 * calls that are under way go on with it. Or it waits as the next one until it is activated.
 */
export async function rotateCredential(
  verb: Verb,
  { id, input }: { id: string; input: CredentialRotate },
): Promise<SeenCredential> {
  return await change(verb, 'credential.rotate', async (writer) => {
    const { credential, uses } = await credentialToEdit(verb, writer, id)
    const secret = checkedSecret(input.secret, credential.header)
    if (openSecret(verb, credential) === secret)
      throw invalidField('secret', 'is the one that is in use already; paste the new one')
    const updated = await writer.update(
      'credential',
      credential,
      input.activate
        ? { ...sealSecret(verb, id, secret), rotatedAt: verb.now() }
        : { sealedNext: verb.vault.seal(secret, sealPlace('credential', 'sealedNext', id)) },
    )
    return seenBy(verb, updated, uses) ?? { credential: updated, uses: [] }
  })
}
