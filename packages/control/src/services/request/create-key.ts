import { applicationToUse } from '../application-access.ts'
import { type MadeKey, makeAskedKey } from '../make-asked-key.ts'
import { mint } from '../mint-key.ts'
import { conflict } from '../problem.ts'
import { change, mayBeEdited, type Verb } from '../verb.ts'
import { ownRequest } from './find-request.ts'
import { keyDetailsSchema } from './key-details.ts'

/** Makes the production key that was approved, once; whoever asked for it is the one who sees it. */
export function createRequestedKey(verb: Verb, id: string): Promise<MadeKey> {
  const minted = mint(verb)
  return change(verb, 'request.createKey', async (writer) => {
    const { request } = await ownRequest(verb, writer, id)
    mayBeEdited(verb)
    if (request.kind !== 'key') throw conflict(`The request ${id} is no request for a key.`)
    if (request.state !== 'approved')
      throw conflict(`The request ${id} is ${request.state}: the key can be made once it is approved.`)
    const { keyId, ...asked } = keyDetailsSchema.parse(request.details)
    if (keyId !== undefined)
      throw conflict(`The key of this request was made already (${keyId}): rotate it if its text is lost.`)
    const application = await applicationToUse(verb, writer, request.applicationId)
    const input = { ...asked, type: 'production' as const }
    const made = await makeAskedKey({ verb, writer }, application, { input, minted })
    await writer.update('request', request, { details: { ...request.details, keyId: made.record.id } })
    return made
  })
}
