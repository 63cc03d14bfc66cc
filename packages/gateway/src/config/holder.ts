import type { Row } from '@tollgate/contract/snapshot'
import type { Registry } from '../pipeline/compile.ts'
import { SnapshotIndex } from './snapshot-index.ts'
import { SnapshotReader } from './snapshot-reader.ts'

/** Where the version in force came from: the control plane, or the gateway's own last good copy. */
export type SnapshotSource = 'control' | 'last-good'

/** What a version brought, as it was put in force: where an API was left as it was, its new row is not in here. */
export interface AppliedChange {
  readonly version: number
  /** True where it replaced everything: the index then has all the rows, and `rows` and `deletes` are empty. */
  readonly base: boolean
  readonly rows: readonly Row[]
  readonly deletes: ReadonlyArray<{ readonly kind: string; readonly id: string }>
}

/** A version that was not put in force as it came, or not at all. */
export interface RefusedChange {
  readonly version: number
  readonly reason: string
}

type OnChange = (index: SnapshotIndex, change: AppliedChange) => void

const reasonLengthMax = 500

/**
 * Holds the snapshot in force. A change is applied whole, between two exchanges (JavaScript runs one thing at a time). An
 * exchange keeps the rows that it began with. What comes in is put together by readers, one for each connection.
 */
export class SnapshotHolder {
  readonly registry: Registry
  private readonly onChange: OnChange
  current = new SnapshotIndex()
  /** 0: none yet. */
  version = 0
  source: SnapshotSource = 'control'
  /** The last one since the start of the gateway. */
  refused: RefusedChange | null = null

  constructor(registry: Registry, onChange: OnChange) {
    this.registry = registry
    this.onChange = onChange
  }

  /** `isLate`: what it brings may have been brought by another reader meanwhile, so that nothing goes back to an older base. */
  reader(isLate = false): SnapshotReader {
    return new SnapshotReader(this, isLate)
  }

  /** Puts a whole new index in force, in place of everything. */
  replace(index: SnapshotIndex, version: number, source: SnapshotSource = 'control'): void {
    this.current = index
    this.version = version
    this.source = source
    this.onChange(index, { version, base: true, rows: [], deletes: [] })
  }

  /** Tells that the rows of a change are in the index now. */
  changed(change: AppliedChange): void {
    this.version = change.version
    this.onChange(this.current, change)
  }

  noteRefused(version: number, reason: string): void {
    this.refused = { version, reason: reason.slice(0, reasonLengthMax) }
  }
}
