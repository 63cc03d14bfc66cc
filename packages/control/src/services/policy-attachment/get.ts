import type { PolicyAttachmentRecord } from '../../storage/records.ts'
import { readerOf, type Verb } from '../verb.ts'
import { findAttachment } from './find-attachment.ts'

export function getAttachment(verb: Verb, id: string): Promise<PolicyAttachmentRecord> {
  return findAttachment(verb, readerOf(verb), id)
}
