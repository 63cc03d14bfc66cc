import type { AlertBook } from './alert-book.ts'
import type { CounterStates } from './counter-states.ts'
import type { Pack } from './dialects/read-view.ts'
import type { ExporterBook } from './exporter-book.ts'
import type {
  AuditActor,
  AuditChange,
  AuditEntry,
  GatewaySighting,
  KeptRequestRecord,
  Kind,
  NewKeptRequest,
  OrganisationRecord,
  RecordBase,
  Records,
  Touched,
} from './records.ts'

/** Equality by column; a list means any of them. */
export type Where<R> = { readonly [Column in keyof R]?: R[Column] | readonly R[Column][] }

export interface PageQuery<R> {
  readonly where?: Where<R>
  /** Substring of one of these columns, case-insensitive. */
  readonly search?: { readonly columns: ReadonlyArray<keyof R & string>; readonly text: string } | undefined
  /** `next` of the page before; throws InvalidCursor where it is none of ours. */
  readonly after?: string | undefined
  /** 1 to 200. */
  readonly limit: number
}

export interface Page<R> {
  /** Oldest first. */
  readonly items: readonly R[]
  readonly next: string | null
}

/** Reads one organisation's records; another organisation's do not exist for it. */
export interface Reader {
  readonly organisationId: string
  get<K extends Kind>(kind: K, id: string): Promise<Records[K] | undefined>
  /** All that match, oldest first. */
  find<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<Records[K][]>
  page<K extends Kind>(kind: K, query: PageQuery<Records[K]>): Promise<Page<Records[K]>>
  count<K extends Kind>(kind: K, where: Where<Records[K]>): Promise<number>
  /** The newest requests that an API kept, newest first, without their bodies. */
  keptRequests(apiId: string, limit: number): Promise<KeptRequestRecord[]>
  /** The sealed body of one; undefined: it made room for newer ones meanwhile. */
  keptBody(id: string): Promise<string | undefined>
  /** Without its body. */
  keptRequest(id: string): Promise<KeptRequestRecord | undefined>
}

/** A new record: what the store itself gives is left out; an id may be given (things that a file declares). */
export type NewRecord<R extends RecordBase> = Omit<R, keyof RecordBase> & { readonly id?: string }
export type RecordChanges<R extends RecordBase> = {
  readonly [Property in Exclude<keyof R, keyof RecordBase>]?: R[Property] | undefined
}

/**
 * Reads and writes inside one transaction. Whatever it writes is audited with before and after, and told to the gateways. After a
 * UniqueViolation or ReferenceViolation the change is lost, whoever catches it: Postgres has given the transaction up.
 */
export interface Writer extends Reader {
  /** What was written so far in this transaction. */
  readonly changes: readonly AuditChange[]
  /** Throws UniqueViolation, ReferenceViolation (what it refers to is not there, or another organisation's), UnstorableValue. */
  insert<K extends Kind>(kind: K, record: NewRecord<Records[K]>): Promise<Records[K]>
  /** Changes nothing and makes no revision where nothing differs. Throws StaleRecord where it was changed since it was read; else as insert. */
  update<K extends Kind>(kind: K, record: Records[K], changes: RecordChanges<Records[K]>): Promise<Records[K]>
  /** Throws ReferenceViolation where something still refers to it, StaleRecord as update. */
  remove<K extends Kind>(kind: K, record: Records[K]): Promise<void>
  /** Forgets the kept requests that an API with this setting would not keep. Goes with a change; by itself it is none. */
  forgetKeptRequests(apiId: string, capture: Records['api']['payloadCapture']): Promise<void>
}

/** How much of an API's requests is kept, and how each body is sealed. */
export interface KeepOptions {
  readonly countMax: number
  readonly bytesMax: number
  /** Asked inside the transaction, so that a rotation of the master key misses none. */
  readonly seal: (body: string, place: string) => string
}

export interface ChangeContext {
  readonly organisationId: string
  readonly actor: AuditActor
  /** `plan.create` */
  readonly verb: string
  readonly from: string
  readonly requestId: string | null
}

export interface AuditQuery {
  readonly after?: string | undefined
  readonly limit: number
  readonly objectId?: string | undefined
  readonly actorId?: string | undefined
  readonly verb?: string | undefined
}

/** Texts that a property may have; null: it has no value. */
export type TextsWhere<R> = { readonly [Property in keyof R]?: readonly string[] | null }

/** Somebody else changed the record meanwhile. */
export class StaleRecord extends Error {
  readonly kind: Kind
  constructor(kind: Kind) {
    super(`the ${kind} was changed by somebody else meanwhile`)
    this.kind = kind
  }
}

/** Another record has these values already. */
export class UniqueViolation extends Error {
  readonly kind: Kind
  /** Properties of the record: `['name']`. */
  readonly columns: readonly string[]
  constructor(kind: Kind, columns: readonly string[], options?: ErrorOptions) {
    super(`another ${kind} has this ${columns.join(' and ')}`, options)
    this.kind = kind
    this.columns = columns
  }
}

/** `missing`: what the record refers to does not exist in its organisation. `in-use`: others refer to the record to be removed. */
export class ReferenceViolation extends Error {
  readonly kind: Kind
  readonly reason: 'missing' | 'in-use'
  constructor(kind: Kind, reason: 'missing' | 'in-use', options?: ErrorOptions) {
    super(
      reason === 'missing' ? `the ${kind} refers to what is not there` : `the ${kind} is still referred to`,
      options,
    )
    this.kind = kind
    this.reason = reason
  }
}

/** No database keeps this value as it is: text with a NUL or half a surrogate pair, a number that is not whole. */
export class UnstorableValue extends Error {
  readonly kind: Kind
  readonly property: string
  constructor(kind: Kind, property: string) {
    super(`${property} of the ${kind} cannot be stored as it is`)
    this.kind = kind
    this.property = property
  }
}

export class InvalidCursor extends Error {
  constructor() {
    super('the cursor is not one of ours')
  }
}

/** The database does not answer: a 503, never an empty list. */
export class StoreUnavailable extends Error {}

/**
 * Where everything is kept. Two implementations of the SQL behind it (SQLite, Postgres), one contract test over both
 * (store.contract.ts). Changes are serialised: each has a version, one more than the one before.
 */
export interface Store {
  read(organisationId: string): Reader
  /**
   * One verb, one transaction: all of it is there when this resolves, durably, or nothing is. Nothing but the writer may be awaited
   * inside: everybody else waits meanwhile, and asking the store itself there throws.
   */
  change<T>(context: ChangeContext, work: (writer: Writer) => Promise<T>): Promise<T>
  organisations(): Promise<readonly OrganisationRecord[]>
  /** Where one of this id is there already, that one. */
  createOrganisation(name: string, id?: string): Promise<OrganisationRecord>

  /** The version of the last change; 0: none. */
  version(): Promise<number>
  /** What changed after a version, of all organisations, oldest first; undefined where it is too long ago to know, or no version of ours. */
  touchedAfter(version: number): Promise<readonly Touched[] | undefined>
  /** Called after each change of this process with its version. */
  onChange(listener: (version: number) => void): () => void
  /**
   * Every record of a kind, of all organisations, in slices and in no order, as they were when the reading began: for what is
   * compiled from all of them. `having`: only those that have a value there.
   */
  everyRecord<K extends Kind>(kind: K, having?: keyof Records[K] & string): AsyncIterable<readonly Records[K][]>
  /**
   * The same of a kind that there are most of: these properties (of text) of the records that are so, many records as one text, in the
   * order of their organisation and id.
   */
  everyPack<K extends Kind>(
    kind: K,
    properties: ReadonlyArray<keyof Records[K] & string>,
    where: TextsWhere<Records[K]>,
  ): AsyncIterable<readonly Pack[]>
  /** Records by id, of whatever organisation: for what is compiled, never for what is answered. */
  recordsById<K extends Kind>(kind: K, ids: readonly string[]): Promise<Records[K][]>
  /** The one record of any organisation whose column (a digest) has this value. */
  findByDigest<K extends 'accessToken' | 'gateway' | 'joinToken'>(
    kind: K,
    digest: string,
  ): Promise<Records[K] | undefined>
  findPersonByAuthUser(authUserId: string): Promise<Records['person'] | undefined>

  auditPage(organisationId: string, query: AuditQuery): Promise<Page<AuditEntry>>
  /**
   * The id of the first entry whose hash does not follow from what is before it (where the newest ones are gone: the organisation's
   * own id); undefined: the chain is whole.
   */
  verifyAudit(organisationId: string): Promise<string | undefined>

  /** What is used often and is nobody's change: not audited, not versioned. */
  noteKeyUse(uses: ReadonlyArray<{ readonly id: string; readonly at: number }>): Promise<void>
  noteTokenUse(id: string, at: number): Promise<void>
  noteGateway(sighting: GatewaySighting): Promise<void>
  gatewaySightings(): Promise<readonly GatewaySighting[]>

  /**
   * Keeps requests, each once, for as long as no newer ones need the room. What the API does not keep, by its setting as it is saved
   * now, is left out, and so is what is of no API of that organisation. Not audited, not versioned. Returns how many were new.
   */
  keepRequests(requests: readonly NewKeptRequest[], options: KeepOptions): Promise<number>

  /** How limits stand, by what gateways told last. Not audited, not versioned. */
  readonly counterStates: CounterStates
  /** Alerts about them, raised and on their way. Not audited, not versioned. */
  readonly alerts: AlertBook
  /** How exporters fare, and their dead letters. Not audited, not versioned. */
  readonly exporters: ExporterBook

  /** A named secret of the installation (sealed); made once by whoever comes first. */
  keepSecret(name: string, sealed: string): Promise<string>
  /** Replaces sealed texts under a new master key, all in one transaction or none. `place`: see seal-place.ts. Returns how many. */
  resealAll(reseal: (sealed: string, place: string) => string): Promise<number>

  /** True while `holder` may do the work of this name: for `forMs` from now, and again when asked again in time. */
  lease(name: string, holder: string, forMs: number): Promise<boolean>
  releaseLeases(holder: string): Promise<void>
  /** Forgets what is no longer needed: old versions' touched records. */
  prune(): Promise<void>

  /** A consistent copy of everything as NDJSON lines, without their newlines. */
  dump(): AsyncIterable<string>
  /**
   * Makes an empty store the one that was dumped, in one transaction. Versions go on far above the dumped ones, so that no gateway
   * takes what it had for what there is now. A backup that is damaged or newer, or a store in use, is a PlainFailure.
   */
  restore(lines: AsyncIterable<string>): Promise<void>
  close(): Promise<void>
}
