import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'
import { inOrder } from '../working-copy.ts'
import { authoriseScopeToRead } from './find-attachment.ts'

/** Those of one API, or with null those of the organisation, in the order in which they run. */
export async function listAttachments(verb: Verb, apiId: string | null): Promise<readonly PolicyAttachmentRecord[]> {
  const reader = readerOf(verb)
  await authoriseScopeToRead(verb, reader, apiId)
  return inOrder(await reader.find('policyAttachment', { apiId }))
}
