import type { Row, SnapshotMessage } from '@tollgate/contract/snapshot'
import { type Difference, difference } from './difference.ts'

/** Messages that are made as they are taken: rows stay shared until they are written. */
export type Messages = Iterable<SnapshotMessage>

type Listener = (change: Messages) => void

/** Holds the rows in force; whoever listens gets everything that follows, in order. Versions count changes, from 1. */
export class SnapshotPublisher {
  #rows: readonly Row[]
  #version = 1
  readonly #listeners = new Set<Listener>()

  constructor(rows: readonly Row[]) {
    this.#rows = rows
  }

  get rows(): readonly Row[] {
    return this.#rows
  }

  get version(): number {
    return this.#version
  }

  /** Puts other rows in force. Returns what changed; undefined, and no new version, where nothing did. */
  replace(rows: readonly Row[]): Difference | undefined {
    const changes = difference(this.#rows, rows)
    if (changes.upserts.length === 0 && changes.deletes.length === 0) return undefined
    this.#rows = rows
    this.#version += 1
    const version = this.#version
    const messages: Messages = { [Symbol.iterator]: () => changeMessages(version, changes) }
    for (const listener of this.#listeners) listener(messages)
    return changes
  }

  /** The base as it is now, and every change after it: nothing falls between the two. */
  subscribe(listener: Listener): { base: Messages; unsubscribe: () => void } {
    this.#listeners.add(listener)
    const rows = this.#rows
    const version = this.#version
    return {
      base: { [Symbol.iterator]: () => baseMessages(version, rows) },
      unsubscribe: () => this.#listeners.delete(listener),
    }
  }
}

function* baseMessages(version: number, rows: readonly Row[]): Generator<SnapshotMessage> {
  yield { type: 'begin', version, base: true }
  for (const row of rows) yield { type: 'upsert', row }
  yield { type: 'commit', version }
}

/** Deletes first: what they give up (an address, a key digest) may be what an upsert takes. */
function* changeMessages(version: number, { upserts, deletes }: Difference): Generator<SnapshotMessage> {
  yield { type: 'begin', version, base: false }
  for (const { kind, id } of deletes) yield { type: 'delete', kind, id }
  for (const row of upserts) yield { type: 'upsert', row }
  yield { type: 'commit', version }
}
