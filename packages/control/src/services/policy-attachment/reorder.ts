import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import { conflict, invalidField } from '../problem.ts'
import { change, type Verb } from '../verb.ts'
import { inOrder } from '../working-copy.ts'
import { authoriseScope } from './find-attachment.ts'

/** All attachments of a scope in their new order: one that was added or taken off meanwhile makes it a 409. */
export function reorderAttachments(
  verb: Verb,
  { apiId, ids }: { apiId: string | null; ids: readonly string[] },
): Promise<readonly PolicyAttachmentRecord[]> {
  return change(verb, 'policy.reorder', async (writer) => {
    await authoriseScope(verb, writer, apiId)
    const attachments = new Map(
      (await writer.find('policyAttachment', { apiId })).map((attachment) => [attachment.id, attachment]),
    )
    for (const [index, id] of ids.entries()) {
      if (!attachments.has(id)) throw invalidField(`ids[${index}]`, `names no policy of this scope: ${id}`)
      if (ids.indexOf(id) !== index) throw invalidField(`ids[${index}]`, `is there twice: ${id}`)
    }
    const left = [...attachments.keys()].filter((id) => !ids.includes(id))
    if (left.length > 0) throw conflict(`The order leaves out ${left.join(', ')}: read it again and name all.`, 'ids')
    for (const [position, id] of ids.entries()) {
      const attachment = attachments.get(id)
      if (attachment !== undefined)
        attachments.set(id, await writer.update('policyAttachment', attachment, { position }))
    }
    return inOrder([...attachments.values()])
  })
}
