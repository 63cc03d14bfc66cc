import { randomBytes } from 'node:crypto'
import type { Kind } from './records.ts'
import { tables } from './tables.ts'

/** A new id: 80 random bits behind the kind's prefix. What a file declares has a hash in its place (snapshot/row-id.ts). */
export function newRecordId(kind: Kind): string {
  return `${tables[kind].prefix}_${randomBytes(10).toString('hex')}`
}

export function newAuditId(): string {
  return `aud_${randomBytes(10).toString('hex')}`
}

export function newAlertId(): string {
  return `alert_${randomBytes(10).toString('hex')}`
}

export function newOrganisationId(): string {
  return `org_${randomBytes(10).toString('hex')}`
}
