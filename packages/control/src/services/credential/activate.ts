import { sealPlace } from '../../storage/seal-place.ts'
import { sealSecret } from '../credential-seal.ts'
import { conflict } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { credentialToEdit, type SeenCredential, seenBy } from './credential-access.ts'

/** The next secret takes over. */
export async function activateCredential(verb: Verb, id: string): Promise<SeenCredential> {
  return await change(verb, 'credential.activate', async (writer) => {
    const { credential, uses } = await credentialToEdit(verb, writer, id)
    if (credential.sealedNext === null)
      throw conflict(
        `The credential ${credential.name} has no next secret: give it one first (POST /credentials/${id}/rotate with activate: false).`,
      )
    const secret = verb.vault.open(credential.sealedNext, sealPlace('credential', 'sealedNext', id))
    const updated = await writer.update('credential', credential, {
      ...sealSecret(verb, id, secret),
      sealedNext: null,
      rotatedAt: verb.now(),
    })
    return seenBy(verb, updated, uses) ?? { credential: updated, uses: [] }
  })
}
