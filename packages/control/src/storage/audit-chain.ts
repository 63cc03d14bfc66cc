import { createHash } from 'node:crypto'
import type { AuditEntry } from './records.ts'

/** The hash of an entry: over the one before it and all that it says, so that none can be changed, dropped or moved unseen. */
export function auditHash(previousHash: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { id, organisationId, version, at, actor, verb, changes, changeCount, from, requestId } = entry
  const who = [actor.kind, actor.id, actor.name]
  const said = [id, organisationId, version, at, ...who, verb, changes, changeCount, from, requestId]
  return createHash('sha256')
    .update(`${previousHash}\n${JSON.stringify(said)}`, 'utf8')
    .digest('hex')
}

/** What stands before the first entry of an organisation. */
export const firstAuditHash = '0'.repeat(64)
