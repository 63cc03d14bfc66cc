import { Problem } from '../problem.ts'
import { change, expectRevision, type Verb } from '../verb.ts'
import { tokenToRead } from './find-token.ts'

/** The next request with it is refused. */
export function revokeAccessToken(verb: Verb, id: string): Promise<void> {
  return change(verb, 'accessToken.revoke', async (writer) => {
    const token = await tokenToRead(verb, writer, id)
    if (verb.actor.readOnly) throw new Problem('forbidden', 'This token may only read: use one that may write.')
    expectRevision(verb, token)
    await writer.remove('accessToken', token)
  })
}
