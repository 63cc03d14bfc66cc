import { change, expectRevision, mayBeEdited, type Verb } from '../verb.ts'
import { authoriseScope, findAttachment } from './find-attachment.ts'

export function removeAttachment(verb: Verb, id: string): Promise<void> {
  return change(verb, 'policy.remove', async (writer) => {
    const attachment = await findAttachment(verb, writer, id)
    await authoriseScope(verb, writer, attachment.apiId)
    mayBeEdited(verb, attachment)
    expectRevision(verb, attachment)
    await writer.remove('policyAttachment', attachment)
  })
}
