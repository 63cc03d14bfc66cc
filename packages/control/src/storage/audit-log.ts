import type { Kysely } from 'kysely'
import { auditHash, firstAuditHash } from './audit-chain.ts'
import { parseCursor, writeCursor } from './cursor.ts'
import type { Schema } from './database.ts'
import { isStorable } from './record-codec.ts'
import { newAuditId } from './record-id.ts'
import type { AuditActor, AuditChange, AuditEntry } from './records.ts'
import type { AuditQuery, ChangeContext, Page } from './store.ts'

const sliceRows = 500
const pageMax = 200

export interface Done {
  readonly version: number
  readonly at: number
  readonly changes: readonly AuditChange[]
  readonly changeCount: number
  /** Every record that was written. */
  readonly objectIds: Iterable<string>
}

export async function appendAudit(db: Kysely<Schema>, context: ChangeContext, done: Done): Promise<void> {
  const { organisationId, actor, verb, from, requestId } = context
  const { version, at, changes, changeCount } = done
  const id = newAuditId()
  const kept = JSON.stringify(changes)
  // As it will be read again: JSON drops what is undefined.
  const entry = { ...context, id, version, at, changeCount, changes: JSON.parse(kept) as readonly AuditChange[] }
  const hash = auditHash(await lastHash(db, organisationId), entry)
  const row = {
    id,
    organisation_id: organisationId,
    version,
    at,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    verb,
    changes: kept,
    change_count: changeCount,
    origin: from,
    request_id: requestId,
    hash,
  }
  await db.insertInto('audit_entry').values(row).execute()
  await db.updateTable('organisation').set({ audit_hash: hash }).where('id', '=', organisationId).execute()
  await noteObjects(db, { organisationId, version, ids: [...done.objectIds] })
}

async function noteObjects(
  db: Kysely<Schema>,
  { organisationId, version, ids }: { organisationId: string; version: number; ids: readonly string[] },
): Promise<void> {
  for (let index = 0; index < ids.length; index += sliceRows) {
    const slice = ids.slice(index, index + sliceRows)
    const rows = slice.map((id) => ({ organisation_id: organisationId, object_id: id, version }))
    await db.insertInto('audit_object').values(rows).execute()
  }
}

/** Kept apart from the entries, so that the newest ones cannot go unseen either. */
async function lastHash(db: Kysely<Schema>, organisationId: string): Promise<string> {
  const row = await db
    .selectFrom('organisation')
    .select('audit_hash')
    .where('id', '=', organisationId)
    .executeTakeFirst()
  return typeof row?.audit_hash === 'string' ? row.audit_hash : firstAuditHash
}

/** Newest first. */
export async function auditPage(
  db: Kysely<Schema>,
  organisationId: string,
  query: AuditQuery,
): Promise<Page<AuditEntry>> {
  const { limit } = query
  if (!(limit >= 1 && limit <= pageMax)) throw new RangeError(`a page has 1 to ${pageMax} entries`)
  const after = query.after === undefined ? undefined : parseCursor(query.after).createdAt
  if (![organisationId, query.verb, query.actorId, query.objectId].every(isStorable)) return { items: [], next: null }
  let select = db.selectFrom('audit_entry').selectAll().where('organisation_id', '=', organisationId)
  if (query.verb !== undefined) select = select.where('verb', '=', query.verb)
  if (query.actorId !== undefined) select = select.where('actor_id', '=', query.actorId)
  if (after !== undefined) select = select.where('version', '<', after)
  if (query.objectId !== undefined) {
    const versions = db
      .selectFrom('audit_object')
      .select('version')
      .where('organisation_id', '=', organisationId)
      .where('object_id', '=', query.objectId)
    select = select.where('version', 'in', versions)
  }
  const rows = await select
    .orderBy('version', 'desc')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit).map(decodeEntry)
  const last = items.at(-1)
  const next = rows.length > limit && last !== undefined ? writeCursor({ createdAt: last.version, id: last.id }) : null
  return { items, next }
}

/** See `Store.verifyAudit`. Entries that come while it reads are read as well. */
export async function verifyAudit(db: Kysely<Schema>, organisationId: string): Promise<string | undefined> {
  let previous = firstAuditHash
  let version = -1
  let isEndMissing = false
  for (;;) {
    const rows = await entriesAfter(db, organisationId, version)
    for (const entry of rows.map(decodeEntry)) {
      if (auditHash(previous, entry) !== entry.hash) return entry.id
      previous = entry.hash
      version = entry.version
    }
    if (rows.length === 0 && isEndMissing) return organisationId
    if (rows.length < sliceRows && previous === (await lastHash(db, organisationId))) return undefined
    isEndMissing = rows.length < sliceRows
  }
}

function entriesAfter(db: Kysely<Schema>, organisationId: string, version: number) {
  return db
    .selectFrom('audit_entry')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('version', '>', version)
    .orderBy('version')
    .limit(sliceRows)
    .execute()
}

function decodeEntry(row: Record<string, unknown>): AuditEntry {
  return {
    id: String(row.id),
    organisationId: String(row.organisation_id),
    version: Number(row.version),
    at: Number(row.at),
    actor: {
      kind: row.actor_kind as AuditActor['kind'],
      id: row.actor_id === null ? null : String(row.actor_id),
      name: String(row.actor_name),
    },
    verb: String(row.verb),
    changes: JSON.parse(String(row.changes)) as AuditEntry['changes'],
    changeCount: Number(row.change_count),
    from: String(row.origin),
    requestId: row.request_id === null ? null : String(row.request_id),
    hash: String(row.hash),
  }
}
