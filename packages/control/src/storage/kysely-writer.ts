import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import type { Schema } from './database.ts'
import { ReferenceFailure, UniqueFailure } from './database-failure.ts'
import { forgetKeptRequests } from './kept-requests.ts'
import { KyselyReader } from './kysely-reader.ts'
import { codecOf, encode } from './record-codec.ts'
import { newRecordId } from './record-id.ts'
import type { AuditChange, Kind, RecordBase, Records } from './records.ts'
import {
  type NewRecord,
  type RecordChanges,
  ReferenceViolation,
  StaleRecord,
  UniqueViolation,
  type Writer,
} from './store.ts'
import { baseColumns, isHiddenInAudit } from './tables.ts'

type Fields = Readonly<Record<string, unknown>>

/** What one audit entry shows at most; of a larger change it knows how many there were and which records. */
const changesShownMax = 1_000

/** Writes inside one transaction, and remembers what: the audit entry and the touched records are made of it. */
export class KyselyWriter extends KyselyReader implements Writer {
  /** The first of them, as the audit entry shows them. */
  readonly changes: AuditChange[] = []
  /** Every record that was written, each once. */
  readonly written = new Map<string, Kind>()
  changeCount = 0
  /** Why nothing of this change may be kept. */
  failure: Error | undefined
  private readonly now: number

  constructor(db: Kysely<Schema>, organisationId: string, now: number) {
    super(db, organisationId)
    this.now = now
  }

  async insert<K extends Kind>(kind: K, record: NewRecord<Records[K]>): Promise<Records[K]> {
    const base: RecordBase = {
      id: record.id ?? newRecordId(kind),
      organisationId: this.organisationId,
      revision: 1,
      createdAt: this.now,
      updatedAt: this.now,
    }
    const made = { ...record, ...base } as unknown as Records[K]
    const statement = this.db.insertInto(codecOf(kind).table.name).values(encode(kind, asFields(made)))
    await this.write(kind, 'missing', () => statement.execute())
    this.note(kind, null, made)
    return made
  }

  async update<K extends Kind>(kind: K, record: Records[K], changes: RecordChanges<Records[K]>): Promise<Records[K]> {
    const differing = differences(asFields(record), asFields(changes))
    if (Object.keys(differing).length === 0) return record
    const stamped = { ...differing, revision: record.revision + 1, updatedAt: this.now }
    const statement = this.db
      .updateTable(codecOf(kind).table.name)
      .set(encode(kind, stamped))
      .where('organisation_id', '=', this.organisationId)
      .where('id', '=', record.id)
      .where('revision', '=', record.revision)
    const result = await this.write(kind, 'missing', () => statement.executeTakeFirst())
    if (result.numUpdatedRows !== 1n) throw new StaleRecord(kind)
    const made = { ...record, ...stamped } as Records[K]
    this.note(kind, record, made)
    return made
  }

  async remove<K extends Kind>(kind: K, record: Records[K]): Promise<void> {
    const statement = this.db
      .deleteFrom(codecOf(kind).table.name)
      .where('organisation_id', '=', this.organisationId)
      .where('id', '=', record.id)
      .where('revision', '=', record.revision)
    const result = await this.write(kind, 'in-use', () => statement.executeTakeFirst())
    if (result.numDeletedRows !== 1n) throw new StaleRecord(kind)
    this.note(kind, record, null)
  }

  forgetKeptRequests(apiId: string, capture: Records['api']['payloadCapture']): Promise<void> {
    const { db, organisationId } = this
    return forgetKeptRequests(db, { organisationId, apiId, capture })
  }

  private async write<T>(kind: Kind, reason: ReferenceViolation['reason'], work: () => Promise<T>): Promise<T> {
    if (this.failure !== undefined) throw this.failure
    try {
      return await work()
    } catch (error) {
      this.failure = failureOf(error, kind, reason)
      throw this.failure
    }
  }

  private note(kind: Kind, before: RecordBase | null, after: RecordBase | null): void {
    const id = after?.id ?? before?.id ?? ''
    this.written.set(id, kind)
    this.changeCount++
    if (this.changes.length < changesShownMax)
      this.changes.push({ kind, id, before: shown(kind, before), after: shown(kind, after, before) })
  }
}

function failureOf(error: unknown, kind: Kind, reason: ReferenceViolation['reason']): Error {
  if (error instanceof ReferenceFailure) return new ReferenceViolation(kind, reason, { cause: error })
  if (error instanceof UniqueFailure) {
    const { columns } = codecOf(kind)
    const properties = columns.filter(({ column }) => error.columns.includes(column)).map(({ property }) => property)
    const said = properties.filter((property) => property !== 'organisationId')
    return new UniqueViolation(kind, said, { cause: error })
  }
  return error instanceof Error ? error : new Error(String(error))
}

function asFields(record: object): Fields {
  return record as Fields
}

function differences(record: Fields, changes: Fields): Fields {
  const base = Object.keys(changes).find((property) => Object.hasOwn(baseColumns, property))
  if (base !== undefined) throw new Error(`${base} is the store's to change`)
  return Object.fromEntries(
    Object.entries(changes).filter(
      ([property, value]) => value !== undefined && !isDeepStrictEqual(value, record[property]),
    ),
  )
}

/** What the audit log keeps of a record: no secret, but whether there was one and whether it is another one now. */
function shown(kind: Kind, record: RecordBase | null, before: RecordBase | null = null): Fields | null {
  if (record === null) return null
  const types = codecOf(kind).table.columns
  return Object.fromEntries(
    Object.entries(record)
      .filter(([property]) => property !== 'organisationId' && property !== 'id')
      .map(([property, value]) => {
        if (!isHiddenInAudit(property, types[property] ?? '') || value === null || value === undefined)
          return [property, value ?? null]
        const isSame = before === null || asFields(before)[property] === value
        return [property, isSame ? '(not shown)' : '(changed, not shown)']
      }),
  )
}
