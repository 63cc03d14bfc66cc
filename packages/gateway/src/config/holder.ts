import type { Row, SnapshotMessage } from '@tollgate/contract/snapshot'
import type { CompiledApi, Registry } from '../pipeline/compile.ts'
import { compileRows, SnapshotIndex } from './snapshot-index.ts'

/** A change that is being received: nothing of it is in force before its `commit`. */
interface Draft {
  readonly version: number
  readonly base: boolean
  readonly rows: Row[]
  readonly deletes: Array<{ kind: string; id: string }>
}

/**
 * Holds the snapshot in force. A change is applied whole, between two exchanges (JavaScript runs one thing at a time), or it
 * throws and nothing of it is. An exchange keeps the rows that it began with.
 */
export class SnapshotHolder {
  private readonly registry: Registry
  private readonly onChange: (index: SnapshotIndex) => void
  private draft: Draft | undefined
  current = new SnapshotIndex()
  /** 0: none yet. */
  version = 0

  constructor(registry: Registry, onChange: (index: SnapshotIndex) => void) {
    this.registry = registry
    this.onChange = onChange
  }

  /** Takes the next message of a snapshot stream; true when it put a version in force. Throws where a change cannot be applied. */
  take(message: SnapshotMessage): boolean {
    switch (message.type) {
      case 'begin':
        this.draft = { version: message.version, base: message.base, rows: [], deletes: [] }
        return false
      case 'upsert':
        this.openDraft().rows.push(message.row)
        return false
      case 'delete':
        this.openDraft().deletes.push({ kind: message.kind, id: message.id })
        return false
      case 'commit':
        this.commit(this.openDraft(), message.version)
        return true
    }
  }

  private openDraft(): Draft {
    if (this.draft === undefined) throw new Error('the snapshot stream brought a row outside of a change')
    return this.draft
  }

  private commit(draft: Draft, version: number): void {
    this.draft = undefined
    if (draft.version !== version)
      throw new Error(`the snapshot stream began version ${draft.version} and committed ${version}`)
    const apis = compileRows(draft.rows, this.registry)
    const index = draft.base ? new SnapshotIndex() : this.current
    applyDraft(index, draft, apis)
    this.current = index
    this.version = version
    this.onChange(index)
  }
}

function applyDraft(index: SnapshotIndex, draft: Draft, apis: readonly CompiledApi[]): void {
  for (const { kind, id } of draft.deletes) index.delete(kind, id)
  for (const row of draft.rows) if (row.kind !== 'api') index.upsert(row)
  for (const api of apis) index.upsertApi(api)
}
