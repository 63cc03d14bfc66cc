import type { KeyCreate } from '@tollgate/contract/resources/api-key'
import { applicationToUse } from '../application-access.ts'
import { needsApproval } from '../key-approval.ts'
import { type MadeKey, makeAskedKey } from '../make-asked-key.ts'
import { imported, mint } from '../mint-key.ts'
import { conflict } from '../problem.ts'
import { authorise, change, mayBeEdited, type Verb } from '../verb.ts'

/** Only the answer to this holds the key; a value that is brought along is not shown again. */
export async function createKey(
  verb: Verb,
  { applicationId, input }: { applicationId: string; input: KeyCreate },
): Promise<MadeKey> {
  const { value, ...asked } = input
  const minted = value === undefined ? mint(verb) : imported(verb, value)
  return await change(verb, 'apiKey.create', async (writer) => {
    const application = await applicationToUse(verb, writer, applicationId)
    mayBeEdited(verb)
    if (value !== undefined) authorise(verb, 'applications:manage', { teamId: application.teamId })
    if (await needsApproval({ verb, reader: writer, application }, asked))
      throw conflict(
        'Production keys need an approval here: ask for one with POST /requests and kind key, then make it with POST /requests/{id}/key. A sandbox key needs none.',
        'type',
      )
    return await makeAskedKey({ verb, writer }, application, { input: asked, minted })
  })
}
