import type { CredentialCreate } from '@tollgate/contract/resources/credential'
import { makeCredential } from '../make-credential.ts'
import { invalidField } from '../problem.ts'
import { roomFor } from '../room-for.ts'
import { authorise, change, mayBeEdited, type Verb } from '../verb.ts'
import { checkedHeader, checkedOrigin, nameIsFree } from './check-credential.ts'
import type { SeenCredential } from './credential-access.ts'

const credentialsMax = 2_000

/** `id` is given where a configuration file declares it. Endpoints also make one of a secret that they bring. */
export async function createCredential(
  verb: Verb,
  input: CredentialCreate & { readonly id?: string },
): Promise<SeenCredential> {
  authorise(verb, 'credentials:manage')
  mayBeEdited(verb)
  const origin = checkedOrigin(verb, input.origin)
  checkedHeader(input.header)
  return await change(verb, 'credential.create', async (writer) => {
    if ((await writer.get('provider', input.providerId)) === undefined)
      throw invalidField('providerId', `names no provider: ${input.providerId}`)
    await nameIsFree(writer, input.name)
    await roomFor(writer, 'credential', { what: 'credentials', most: credentialsMax })
    const credential = await makeCredential({ verb, writer, at: '' }, { ...input, origin })
    return { credential, uses: [] }
  })
}
