import type { AuditEntry } from '../../storage/records.ts'
import type { AuditQuery, Page } from '../../storage/store.ts'
import { authorise, type Verb } from '../verb.ts'

/** Newest first. */
export function listAudit(verb: Verb, query: AuditQuery): Promise<Page<AuditEntry>> {
  authorise(verb, 'audit:read')
  return verb.store.auditPage(verb.actor.organisationId, query)
}
