import {
  type AuditEntryView,
  auditEntrySchema,
  auditQuerySchema,
  auditVerificationSchema,
} from '@tollgate/contract/resources/audit-entry'
import { pageSchema } from '@tollgate/contract/resources/resource'
import { listAudit } from '../../services/audit/list.ts'
import { verifyAudit } from '../../services/audit/verify.ts'
import type { AuditEntry } from '../../storage/records.ts'
import { pageView, shownTime } from '../resource-view.ts'
import { type Route, route } from '../route.ts'

const tag = 'Audit log'

export const auditRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/audit',
    operationId: 'listAudit',
    summary: 'What was done, the newest first',
    tag,
    access: 'audit:read',
    query: auditQuerySchema,
    answer: pageSchema(auditEntrySchema),
    run: async (verb, { query }) => pageView(await listAudit(verb, query), entryView),
  }),
  route({
    method: 'get',
    path: '/audit/verify',
    operationId: 'verifyAudit',
    summary: 'Whether the log is as it was written: its chain of hashes is followed from the first entry on',
    tag,
    access: 'audit:read',
    answer: auditVerificationSchema,
    run: async (verb) => {
      const brokenAt = await verifyAudit(verb)
      return { isWhole: brokenAt === null, brokenAt }
    },
  }),
]

function entryView(entry: AuditEntry): AuditEntryView {
  const { id, version, at, actor, verb, changes, changeCount, from, requestId, hash } = entry
  return {
    ...{ id, version, actor, verb, changeCount, from, requestId, hash },
    at: shownTime(at),
    changes: changes.map((change) => ({
      ...change,
      before: shownRecord(change.before),
      after: shownRecord(change.after),
    })),
  }
}

function shownRecord(record: Readonly<Record<string, unknown>> | null): Record<string, unknown> | null {
  return record === null ? null : { ...record }
}
