import { change, type Verb } from '../verb.ts'
import { credentialToEdit } from './credential-access.ts'

/** Forgets the next secret; where there is none, nothing changes. */
export async function discardNext(verb: Verb, id: string): Promise<void> {
  return await change(verb, 'credential.discard-next', async (writer) => {
    const { credential } = await credentialToEdit(verb, writer, id)
    await writer.update('credential', credential, { sealedNext: null })
  })
}
