import { type Kysely, sql } from 'kysely'
import type { Schema } from './database.ts'
import { isStorable } from './record-codec.ts'
import type { KeptRequestRecord, NewKeptRequest } from './records.ts'
import { keptRequestPlace } from './seal-place.ts'
import type { KeepOptions } from './store.ts'

export const keptRequestTable = 'kept_request'

const shownColumns = [
  ...([
    'id',
    'organisation_id',
    'api_id',
    'at',
    'operation',
    'protocol',
    'agent',
    'outcome',
    'capture',
    'bytes',
  ] as const),
]

/** What each kind of keeping lets in: full is the most there is. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  none: [],
  redacted: ['redacted'],
  full: ['redacted', 'full'],
}

/** See `Store.keepRequests`. */
export async function keepRequests(
  transaction: Kysely<Schema>,
  requests: readonly NewKeptRequest[],
  { seal, ...bounds }: KeepOptions,
): Promise<number> {
  // As every change begins: what an API keeps does not change meanwhile, and no master key either.
  await sql`update version_counter set version = version`.execute(transaction)
  let count = 0
  for (const [apiId, ofApi] of Map.groupBy(requests, (request) => request.apiId)) {
    const letIn = allowed[await captureOf(transaction, ofApi[0])] ?? []
    let added = 0
    for (const request of ofApi) if (letIn.includes(request.capture)) added += await insert(transaction, request, seal)
    if (added > 0) await makeRoom(transaction, apiId, bounds)
    count += added
  }
  return count
}

/** Newest first, without their bodies. */
export async function listKeptRequests(
  db: Kysely<Schema>,
  { organisationId, apiId, limit }: { organisationId: string; apiId: string; limit: number },
): Promise<KeptRequestRecord[]> {
  const rows = await db
    .selectFrom(keptRequestTable)
    .select(shownColumns)
    .where('organisation_id', '=', organisationId)
    .where('api_id', '=', apiId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(decode)
}

export async function readKeptRequest(
  db: Kysely<Schema>,
  { organisationId, id }: { organisationId: string; id: string },
): Promise<KeptRequestRecord | undefined> {
  const row = await db
    .selectFrom(keptRequestTable)
    .select(shownColumns)
    .where('organisation_id', '=', organisationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : decode(row)
}

export async function readKeptBody(
  db: Kysely<Schema>,
  { organisationId, id }: { organisationId: string; id: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom(keptRequestTable)
    .select('sealed')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : String(row.sealed)
}

/** All of an API that it does not keep any more. */
export async function forgetKeptRequests(
  db: Kysely<Schema>,
  { organisationId, apiId, capture }: { organisationId: string; apiId: string; capture: string },
): Promise<void> {
  const gone = ['redacted', 'full'].filter((kind) => allowed[capture]?.includes(kind) !== true)
  if (gone.length === 0) return
  await db
    .deleteFrom(keptRequestTable)
    .where('organisation_id', '=', organisationId)
    .where('api_id', '=', apiId)
    .where('capture', 'in', gone)
    .execute()
}

/** One at a time: each may be a megabyte. */
export async function resealKeptRequests(
  transaction: Kysely<Schema>,
  reseal: (sealed: string, place: string) => string,
): Promise<number> {
  const ids = await transaction.selectFrom(keptRequestTable).select('id').execute()
  for (const row of ids) {
    const id = String(row.id)
    const { sealed } = await transaction
      .selectFrom(keptRequestTable)
      .select('sealed')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await transaction
      .updateTable(keptRequestTable)
      .set({ sealed: reseal(String(sealed), keptRequestPlace(id)) })
      .where('id', '=', id)
      .execute()
  }
  return ids.length
}

async function captureOf(transaction: Kysely<Schema>, request: NewKeptRequest | undefined): Promise<string> {
  if (request === undefined || !isStorable(request.apiId)) return 'none'
  const row = await transaction
    .selectFrom('api')
    .select('payload_capture')
    .where('organisation_id', '=', request.organisationId)
    .where('id', '=', request.apiId)
    .executeTakeFirst()
  return row === undefined ? 'none' : String(row.payload_capture)
}

async function insert(
  transaction: Kysely<Schema>,
  { body, organisationId, apiId, ...request }: NewKeptRequest,
  seal: KeepOptions['seal'],
): Promise<number> {
  if (!Object.values(request).every(isStorable)) return 0
  const sealed = seal(body, keptRequestPlace(request.id))
  const row = { ...request, organisation_id: organisationId, api_id: apiId, bytes: Buffer.byteLength(body), sealed }
  const made = await transaction
    .insertInto(keptRequestTable)
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0n)
}

/** The oldest go. */
async function makeRoom(
  transaction: Kysely<Schema>,
  apiId: string,
  { countMax, bytesMax }: Pick<KeepOptions, 'countMax' | 'bytesMax'>,
): Promise<void> {
  const rows = await transaction
    .selectFrom(keptRequestTable)
    .select(['id', 'bytes'])
    .where('api_id', '=', apiId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  let bytes = 0
  const gone = rows.filter((row, index) => {
    bytes += Number(row.bytes)
    return index >= countMax || bytes > bytesMax
  })
  if (gone.length === 0) return
  await transaction
    .deleteFrom(keptRequestTable)
    .where(
      'id',
      'in',
      gone.map(({ id }) => String(id)),
    )
    .execute()
}

function decode(row: Record<string, unknown>): KeptRequestRecord {
  return {
    id: String(row.id),
    organisationId: String(row.organisation_id),
    apiId: String(row.api_id),
    at: Number(row.at),
    operation: String(row.operation),
    protocol: String(row.protocol),
    agent: row.agent === 'codex' ? 'codex' : 'other',
    outcome: row.outcome as KeptRequestRecord['outcome'],
    capture: row.capture === 'full' ? 'full' : 'redacted',
    bytes: Number(row.bytes),
  }
}
