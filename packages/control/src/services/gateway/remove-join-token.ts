import { authorise, change, current, type Verb } from '../verb.ts'

/** Nobody joins with it any more; a gateway that did stays. */
export async function removeJoinToken(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'gateways:manage')
  return await change(verb, 'join-token.revoke', async (writer) => {
    await writer.remove('joinToken', await current(verb, writer, { kind: 'joinToken', id, what: 'join token' }))
  })
}
