// Long because it is the whole of the store's contract; each part that has a decision in it is a file of its own.
import { subscriptionsAtOnce } from '@tollgate/contract/snapshot'
import { type Kysely, sql } from 'kysely'
import { AlertBook } from './alert-book.ts'
import { appendAudit, auditPage, verifyAudit } from './audit-log.ts'
import { CounterStates } from './counter-states.ts'
import type { Database, Schema } from './database.ts'
import type { Pack, ReadView } from './dialects/read-view.ts'
import { dumpAll } from './dump.ts'
import { ExporterBook } from './exporter-book.ts'
import { keepRequests } from './kept-requests.ts'
import { KyselyReader } from './kysely-reader.ts'
import { KyselyWriter } from './kysely-writer.ts'
import { codecOf, columnOf, decode, isStorable } from './record-codec.ts'
import { newOrganisationId } from './record-id.ts'
import type { GatewaySighting, Kind, NewKeptRequest, OrganisationRecord, Records, Touched } from './records.ts'
import { resealAll } from './reseal.ts'
import { restoreAll } from './restore.ts'
import { rowDecoder } from './row-decoder.ts'
import type { AuditQuery, ChangeContext, KeepOptions, Reader, Store, TextsWhere, Writer } from './store.ts'
import { tables } from './tables.ts'

/** How many versions `touchedAfter` reaches back after a prune. */
const versionsKept = 100_000
const sliceRows = 400
/** As many subscriptions as go into one message to a gateway. */
const packRows = subscriptionsAtOnce

interface Changed<T> {
  readonly result: T
  /** undefined: nothing was written. */
  readonly version: number | undefined
}

/** The Store on SQL: what differs between SQLite and Postgres ends at the dialect. */
export class KyselyStore implements Store {
  readonly counterStates: CounterStates
  readonly alerts: AlertBook
  readonly exporters: ExporterBook
  private readonly database: Database
  private readonly db: Kysely<Schema>
  private readonly now: () => number
  private readonly listeners = new Set<(version: number) => void>()
  /** The change under way; the next one begins after it, so that those that wait hold no connection. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(database: Database, now: () => number) {
    this.database = database
    this.db = database.db
    this.now = now
    this.counterStates = new CounterStates(database.db)
    this.alerts = new AlertBook(database.db, now)
    this.exporters = new ExporterBook(database.db, now)
  }

  read(organisationId: string): Reader {
    return new KyselyReader(this.db, organisationId)
  }

  async change<T>(context: ChangeContext, work: (writer: Writer) => Promise<T>): Promise<T> {
    if (this.database.changing.getStore()?.isOpen === true) throw new Error('a change inside a change')
    const turn = this.last.then(() => this.changeNow(context, work))
    this.last = turn.catch(() => undefined)
    const { result, version } = await turn
    if (version !== undefined) for (const listener of this.listeners) listener(version)
    return result
  }

  private async changeNow<T>(context: ChangeContext, work: (writer: Writer) => Promise<T>): Promise<Changed<T>> {
    const { organisationId } = context
    const transaction = this.db.transaction().execute(async (transaction) => {
      // First, because it makes every other change wait: versions are committed in their order, and the audit chain does not fork.
      const version = await nextVersion(transaction)
      const at = this.now()
      const writer = new KyselyWriter(transaction, organisationId, at)
      const result = await this.inside(() => work(writer))
      if (writer.failure !== undefined) throw writer.failure
      const { changes, changeCount, written } = writer
      if (changeCount === 0) throw new NothingChanged(result)
      await appendAudit(transaction, context, { version, at, changes, changeCount, objectIds: written.keys() })
      await noteTouched(transaction, { version, organisationId, written })
      return { result, version }
    })
    return await transaction.catch((error: unknown) => {
      if (error instanceof NothingChanged) return { result: error.result as T, version: undefined }
      throw error
    })
  }

  private async inside<T>(work: () => Promise<T>): Promise<T> {
    const mark = { isOpen: true }
    try {
      return await this.database.changing.run(mark, work)
    } finally {
      mark.isOpen = false
    }
  }

  async organisations(): Promise<readonly OrganisationRecord[]> {
    const rows = await this.db.selectFrom('organisation').selectAll().orderBy('created_at').orderBy('id').execute()
    return rows.map((row) => ({ id: String(row.id), name: String(row.name), createdAt: Number(row.created_at) }))
  }

  async createOrganisation(name: string, id = newOrganisationId()): Promise<OrganisationRecord> {
    const createdAt = this.now()
    await this.db
      .insertInto('organisation')
      .values({ id, name, created_at: createdAt })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    const there = (await this.organisations()).find((organisation) => organisation.id === id)
    return there ?? { id, name, createdAt }
  }

  async version(): Promise<number> {
    const row = await this.db.selectFrom('version_counter').select('version').executeTakeFirstOrThrow()
    return Number(row.version)
  }

  async touchedAfter(version: number): Promise<readonly Touched[] | undefined> {
    // The rows first: what is pruned in between is then found out.
    const rows = await this.db
      .selectFrom('touched')
      .selectAll()
      .where('version', '>', version)
      .orderBy('version')
      .execute()
    const counter = await this.db
      .selectFrom('version_counter')
      .select(['version', 'pruned_to as pruned'])
      .executeTakeFirstOrThrow()
    if (version < Number(counter.pruned) || version > Number(counter.version)) return undefined
    return rows.map((row) => ({
      version: Number(row.version),
      organisationId: String(row.organisation_id),
      kind: row.kind as Kind,
      id: String(row.record_id),
    }))
  }

  onChange(listener: (version: number) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async *everyRecord<K extends Kind>(
    kind: K,
    having?: keyof Records[K] & string,
  ): AsyncIterable<readonly Records[K][]> {
    const decodeRow = rowDecoder(kind)
    const { table, columnNames } = codecOf(kind)
    const options = { having: having && columnOf(kind, having).column }
    for await (const rows of this.inView((view) => view.rows(table.name, columnNames, options)))
      yield rows.map(decodeRow)
  }

  async *everyPack<K extends Kind>(
    kind: K,
    properties: ReadonlyArray<keyof Records[K] & string>,
    where: TextsWhere<Records[K]>,
  ): AsyncIterable<readonly Pack[]> {
    const conditions = Object.entries<readonly string[] | null | undefined>(where).flatMap(([property, anyOf]) =>
      anyOf === undefined ? [] : [{ column: columnOf(kind, property).column, anyOf }],
    )
    const columns = properties.map((property) => columnOf(kind, property).column)
    const query = { table: codecOf(kind).table.name, columns, conditions, packRows }
    yield* this.inView((view) => view.packs(query))
  }

  private async *inView<Slice>(read: (view: ReadView) => AsyncIterable<Slice>): AsyncIterable<Slice> {
    const view = await this.database.openView()
    try {
      yield* read(view)
    } finally {
      await view.close()
    }
  }

  async recordsById<K extends Kind>(kind: K, ids: readonly string[]): Promise<Records[K][]> {
    const found: Records[K][] = []
    for (let index = 0; index < ids.length; index += sliceRows) {
      const slice = ids.slice(index, index + sliceRows).filter(isStorable)
      if (slice.length === 0) continue
      const rows = await this.db.selectFrom(codecOf(kind).table.name).selectAll().where('id', 'in', slice).execute()
      found.push(...rows.map((row) => decode(kind, row)))
    }
    return found
  }

  async findByDigest<K extends 'accessToken' | 'gateway' | 'joinToken'>(
    kind: K,
    digest: string,
  ): Promise<Records[K] | undefined> {
    if (!isStorable(digest)) return undefined
    const { name } = codecOf(kind).table
    const row = await this.db.selectFrom(name).selectAll().where('digest', '=', digest).executeTakeFirst()
    return row === undefined ? undefined : decode(kind, row)
  }

  async findPersonByAuthUser(authUserId: string): Promise<Records['person'] | undefined> {
    if (!isStorable(authUserId)) return undefined
    const { name } = codecOf('person').table
    const row = await this.db.selectFrom(name).selectAll().where('auth_user_id', '=', authUserId).executeTakeFirst()
    return row === undefined ? undefined : decode('person', row)
  }

  auditPage(organisationId: string, query: AuditQuery) {
    return auditPage(this.db, organisationId, query)
  }

  verifyAudit(organisationId: string): Promise<string | undefined> {
    return verifyAudit(this.db, organisationId)
  }

  async noteKeyUse(uses: ReadonlyArray<{ readonly id: string; readonly at: number }>): Promise<void> {
    // In one order everywhere, so that two processes do not wait for each other.
    const sorted = uses.toSorted((one, other) => (one.id < other.id ? -1 : 1))
    await this.db.transaction().execute(async (transaction) => {
      for (const { id, at } of sorted) await noteUse(transaction, tables.apiKey.name, id, at)
    })
  }

  noteTokenUse(id: string, at: number): Promise<void> {
    return noteUse(this.db, tables.accessToken.name, id, at)
  }

  async noteGateway({ gatewayId, seenAt, status }: GatewaySighting): Promise<void> {
    const row = { seen_at: seenAt, status: JSON.stringify(status) }
    await this.db
      .insertInto('gateway_sighting')
      .values({ gateway_id: gatewayId, ...row })
      .onConflict((conflict) => conflict.column('gateway_id').doUpdateSet(row))
      .execute()
  }

  async gatewaySightings(): Promise<readonly GatewaySighting[]> {
    const rows = await this.db.selectFrom('gateway_sighting').selectAll().execute()
    return rows.map((row) => ({
      gatewayId: String(row.gateway_id),
      seenAt: Number(row.seen_at),
      status: JSON.parse(String(row.status)) as GatewaySighting['status'],
    }))
  }

  keepRequests(requests: readonly NewKeptRequest[], options: KeepOptions): Promise<number> {
    return this.db.transaction().execute((transaction) => keepRequests(transaction, requests, options))
  }

  async keepSecret(name: string, sealed: string): Promise<string> {
    await this.db
      .insertInto('kept_secret')
      .values({ name, sealed })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const row = await this.db
      .selectFrom('kept_secret')
      .select('sealed')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return String(row.sealed)
  }

  resealAll(reseal: (sealed: string, place: string) => string): Promise<number> {
    return this.db.transaction().execute(async (transaction) => {
      await sql`update version_counter set version = version`.execute(transaction)
      return await resealAll(transaction, reseal)
    })
  }

  async lease(name: string, holder: string, forMs: number): Promise<boolean> {
    const now = this.now()
    const expires = now + forMs
    const taken = await this.db
      .insertInto('lease')
      .values({ name, holder, expires_at: expires })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ holder, expires_at: expires })
          .where((either) => either.or([either('lease.holder', '=', holder), either('lease.expires_at', '<=', now)])),
      )
      .executeTakeFirst()
    return Number(taken.numInsertedOrUpdatedRows ?? 0n) === 1
  }

  async releaseLeases(holder: string): Promise<void> {
    await this.db.deleteFrom('lease').where('holder', '=', holder).execute()
  }

  async prune(): Promise<void> {
    await this.db.transaction().execute(async (transaction) => {
      await sql`update version_counter set pruned_to = ${sql.ref('version')} - ${versionsKept} where ${sql.ref('version')} - ${versionsKept} > pruned_to`.execute(
        transaction,
      )
      await sql`delete from touched where version <= (select pruned_to from version_counter)`.execute(transaction)
    })
    await this.counterStates.prune(this.now())
    await this.alerts.prune()
  }

  dump(): AsyncIterable<string> {
    return dumpAll(this.database, this.now())
  }

  restore(lines: AsyncIterable<string>): Promise<void> {
    return restoreAll(this.database, lines)
  }

  close(): Promise<void> {
    return this.db.destroy()
  }
}

/** Rolls back a transaction that turned out to have nothing to say: no version and no audit entry for it. */
class NothingChanged extends Error {
  readonly result: unknown
  constructor(result: unknown) {
    super('nothing changed')
    this.result = result
  }
}

async function nextVersion(transaction: Kysely<Schema>): Promise<number> {
  const counted = await sql<{
    version: number
  }>`update version_counter set version = version + 1 returning version`.execute(transaction)
  return Number(counted.rows[0]?.version)
}

async function noteTouched(
  transaction: Kysely<Schema>,
  { version, organisationId, written }: { version: number; organisationId: string; written: ReadonlyMap<string, Kind> },
): Promise<void> {
  const relevant = [...written].filter(([, kind]) => tables[kind].isInSnapshot)
  const rows = relevant.map(([id, kind]) => ({ version, organisation_id: organisationId, kind, record_id: id }))
  for (let index = 0; index < rows.length; index += sliceRows)
    await transaction
      .insertInto('touched')
      .values(rows.slice(index, index + sliceRows))
      .execute()
}

async function noteUse(db: Kysely<Schema>, table: string, id: string, at: number): Promise<void> {
  await db
    .updateTable(table)
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where((either) => either.or([either('last_used_at', 'is', null), either('last_used_at', '<', at)]))
    .execute()
}
