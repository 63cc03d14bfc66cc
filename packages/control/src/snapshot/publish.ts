import { subscriptionsAtOnce } from '@tollgate/contract/snapshot'
import type { Pack } from '../storage/dialects/read-view.ts'
import { HeldRows, type RowsOfPlace } from './held-rows.ts'
import { identityOf, isFor, type Place, type PlacedRow } from './placed-row.ts'

/** NDJSON lines, without their ends, made as they are taken. */
export type Lines = Iterable<string>

export interface SnapshotChange {
  readonly upserts: readonly PlacedRow[]
  readonly deletes: ReadonlyArray<Omit<PlacedRow, 'json'>>
}

type Listener = (lines: Lines) => void

/** How many changes back a gateway that polls may be before it gets a base. */
const changesKept = 1_000

/** Holds the rows in force; whoever listens gets everything that follows, in order. Versions are the store's. */
export class SnapshotPublisher {
  #rows = new HeldRows([], [])
  #version = 1
  #recent: Array<{ readonly version: number; readonly change: SnapshotChange }> = []
  /** Changes after this version are all in `#recent`. */
  #recentAfter = 1
  readonly #followers = new Map<Listener, Place>()

  get version(): number {
    return this.#version
  }

  rows(): Iterable<PlacedRow> {
    return this.#rows.all()
  }

  /** All but the subscriptions, which are many. */
  rowsButSubscriptions(): Iterable<PlacedRow> {
    return this.#rows.others()
  }

  /** Replaces everything. Whoever listens already gets what differs. */
  replace(rows: Iterable<PlacedRow>, version: number, subscriptions: readonly Pack[] = []): void {
    const next = new HeldRows(rows, subscriptions)
    const isNew = this.#rows.isEmpty && this.#followers.size === 0
    // Of the first rows nobody knows any: there is nothing to compare a hundred thousand of them with.
    const change = isNew ? { upserts: [], deletes: [] } : differenceOf(this.#rows.all(), next.all())
    this.#rows = next
    this.#tell(change, version)
    // What came before is not known change by change: whoever is behind gets a base.
    this.#version = version
    this.#recent = []
    this.#recentAfter = version
  }

  /** Puts a change in force under a version. Rows that are as they were are left out. */
  apply({ upserts, deletes }: SnapshotChange, version: number): SnapshotChange {
    const change = {
      upserts: upserts.filter((row) => this.#rows.get(row) !== row.json),
      deletes: deletes.filter((row) => this.#rows.get(row) !== undefined),
    }
    for (const row of change.deletes) this.#rows.delete(row)
    for (const row of change.upserts) this.#rows.set(row)
    this.#tell(change, version)
    return change
  }

  #tell(change: SnapshotChange, version: number): void {
    if (version === this.#version) return
    this.#version = version
    this.#remember(version, change)
    for (const [listener, place] of this.#followers)
      listener({ [Symbol.iterator]: () => changeLines(version, change, place) })
  }

  /** The base as it is now, and every change after it: nothing falls between the two. */
  subscribe(place: Place, listener: Listener): { base: Lines; unsubscribe: () => void } {
    this.#followers.set(listener, place)
    return { base: this.base(place), unsubscribe: () => this.#followers.delete(listener) }
  }

  base(place: Place): Lines {
    const version = this.#version
    // The rows as they are now: what changes while a slow reader takes them comes to it as a change.
    const held = this.#rows.of(place)
    return { [Symbol.iterator]: () => baseLines(version, held) }
  }

  /** What changed after a version, or a base where that is too long ago (or never was). */
  since(version: number, place: Place): Lines {
    if (version === this.#version) return []
    if (version < this.#recentAfter || version > this.#version) return this.base(place)
    const missed = this.#recent.filter((entry) => entry.version > version)
    return { [Symbol.iterator]: () => allChangeLines(missed, place) }
  }

  #remember(version: number, change: SnapshotChange): void {
    this.#recent.push({ version, change })
    if (this.#recent.length <= changesKept) return
    this.#recentAfter = this.#recent.shift()?.version ?? version
  }
}

function* baseLines(version: number, { rows, subscriptions }: RowsOfPlace): Generator<string> {
  yield `{"type":"begin","version":${version},"base":true}`
  for (const row of rows) yield upsertLine(row)
  for (const packed of subscriptions) yield subscriptionsLine(packed)
  yield `{"type":"commit","version":${version}}`
}

function* allChangeLines(
  entries: ReadonlyArray<{ version: number; change: SnapshotChange }>,
  place: Place,
): Generator<string> {
  for (const { version, change } of entries) yield* changeLines(version, change, place)
}

/** Deletes first: what they give up (an address, a key digest) may be what an upsert takes. */
function* changeLines(version: number, { upserts, deletes }: SnapshotChange, place: Place): Generator<string> {
  yield `{"type":"begin","version":${version},"base":false}`
  for (const row of deletes) if (isFor(row, place)) yield JSON.stringify({ type: 'delete', kind: row.kind, id: row.id })
  yield* rowLines(upserts, place)
  yield `{"type":"commit","version":${version}}`
}

/** A line for each row, but subscriptions many at once. Among the rows of one change their order does not matter. */
function* rowLines(rows: readonly PlacedRow[], place: Place): Generator<string> {
  let packed: string[] = []
  for (const row of rows) {
    if (!isFor(row, place)) continue
    if (row.kind !== 'subscription') {
      yield upsertLine(row)
      continue
    }
    packed.push(row.json)
    if (packed.length < subscriptionsAtOnce) continue
    yield subscriptionsLine(packed.join(','))
    packed = []
  }
  if (packed.length > 0) yield subscriptionsLine(packed.join(','))
}

function upsertLine({ json }: PlacedRow): string {
  return `{"type":"upsert","row":${json}}`
}

function subscriptionsLine(packed: string): string {
  return `{"type":"subscriptions","rows":[${packed}]}`
}

/** What makes the one of the other. */
function differenceOf(before: Iterable<PlacedRow>, after: Iterable<PlacedRow>): SnapshotChange {
  const gone = new Map<string, PlacedRow>()
  for (const row of before) gone.set(identityOf(row), row)
  const upserts: PlacedRow[] = []
  for (const row of after) {
    const identity = identityOf(row)
    if (gone.get(identity)?.json !== row.json) upserts.push(row)
    gone.delete(identity)
  }
  return { upserts, deletes: [...gone.values()] }
}
