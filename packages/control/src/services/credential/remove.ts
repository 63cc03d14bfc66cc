import { nameSome } from '../name-some.ts'
import { conflict } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { credentialToEdit } from './credential-access.ts'
import { useLabel } from './credential-uses.ts'

/** Refused while an endpoint uses it, in a working copy or deployed. */
export async function removeCredential(verb: Verb, id: string): Promise<void> {
  return await change(verb, 'credential.delete', async (writer) => {
    const { credential, uses } = await credentialToEdit(verb, writer, id)
    if (uses.length > 0)
      throw conflict(
        `The credential ${credential.name} is still used by ${nameSome(uses.map(useLabel))}: give these endpoints another one, and deploy them, first.`,
      )
    await writer.remove('credential', credential)
  })
}
