import { subscriptionsAtOnce } from '@tollgate/contract/snapshot'
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
  #rows = new Map<string, PlacedRow>()
  #version = 1
  #recent: Array<{ readonly version: number; readonly change: SnapshotChange }> = []
  /** Changes after this version are all in `#recent`. */
  #recentAfter = 1
  readonly #followers = new Map<Listener, Place>()

  get version(): number {
    return this.#version
  }

  get size(): number {
    return this.#rows.size
  }

  rows(): Iterable<PlacedRow> {
    return this.#rows.values()
  }

  /** Replaces everything. Whoever listens already gets what differs. */
  replace(rows: Iterable<PlacedRow>, version: number): SnapshotChange {
    const next = new Map<string, PlacedRow>()
    for (const row of rows) next.set(identityOf(row), row)
    if (this.#rows.size === 0 && this.#followers.size === 0) return this.#fill(next, version)
    const gone = [...this.#rows].filter(([identity]) => !next.has(identity)).map(([, row]) => row)
    const change = this.apply({ upserts: [...next.values()], deletes: gone }, version)
    // What came before is not known change by change: whoever is behind gets a base.
    this.#recent = []
    this.#recentAfter = version
    return change
  }

  /** The first rows, of which nobody knows any: there is nothing to compare a hundred thousand of them with. */
  #fill(rows: Map<string, PlacedRow>, version: number): SnapshotChange {
    this.#rows = rows
    this.#version = version
    this.#recent = []
    this.#recentAfter = version
    return { upserts: [...rows.values()], deletes: [] }
  }

  /** Puts a change in force under a version. Rows that are as they were are left out. */
  apply({ upserts, deletes }: SnapshotChange, version: number): SnapshotChange {
    const change = {
      upserts: upserts.filter((row) => this.#rows.get(identityOf(row))?.json !== row.json),
      deletes: deletes.filter((row) => this.#rows.has(identityOf(row))),
    }
    for (const row of change.deletes) this.#rows.delete(identityOf(row))
    for (const row of change.upserts) this.#rows.set(identityOf(row), row)
    if (version === this.#version) return change
    this.#version = version
    this.#remember(version, change)
    for (const [listener, place] of this.#followers)
      listener({ [Symbol.iterator]: () => changeLines(version, change, place) })
    return change
  }

  /** The base as it is now, and every change after it: nothing falls between the two. */
  subscribe(place: Place, listener: Listener): { base: Lines; unsubscribe: () => void } {
    this.#followers.set(listener, place)
    return { base: this.base(place), unsubscribe: () => this.#followers.delete(listener) }
  }

  base(place: Place): Lines {
    const version = this.#version
    // The rows as they are now: what changes while a slow reader takes them comes to it as a change.
    const rows = [...this.#rows.values()]
    return { [Symbol.iterator]: () => baseLines(version, rows, place) }
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

function* baseLines(version: number, rows: readonly PlacedRow[], place: Place): Generator<string> {
  yield `{"type":"begin","version":${version},"base":true}`
  yield* rowLines(rows, place)
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
  let packed = ''
  let count = 0
  for (const row of rows) {
    if (!isFor(row, place)) continue
    if (row.kind !== 'subscription') {
      yield `{"type":"upsert","row":${row.json}}`
      continue
    }
    packed += count === 0 ? row.json : `,${row.json}`
    if (++count < subscriptionsAtOnce) continue
    yield `{"type":"subscriptions","rows":[${packed}]}`
    packed = ''
    count = 0
  }
  if (count > 0) yield `{"type":"subscriptions","rows":[${packed}]}`
}
