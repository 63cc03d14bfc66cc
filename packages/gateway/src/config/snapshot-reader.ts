import { type ApiRow, type Row, unpackSubscription } from '@tollgate/contract/snapshot'
import { type CompiledApi, compileApi } from '../pipeline/compile.ts'
import type { SnapshotHolder } from './holder.ts'
import { type ParsedMessage, parseMessage } from './parse-message.ts'
import { SnapshotIndex } from './snapshot-index.ts'

/** A change that is being received: nothing of it is in force before its `commit`. */
interface Draft {
  readonly version: number
  /** What was in force when it began. */
  readonly versionBefore: number
  /** A base fills an index of its own, row by row, so that its commit is one assignment. undefined: a change of what is in force. */
  readonly base: SnapshotIndex | undefined
  /** Of a change: applied together at its commit. */
  readonly rows: Array<Exclude<Row, ApiRow>>
  readonly apis: CompiledApi[]
  readonly deletes: Array<{ kind: string; id: string }>
  readonly problems: string[]
}

/**
 * Puts the messages of one connection together and hands every whole change to the holder. An API that this gateway cannot run as
 * it is asked to stays as it was, or stays away where it was not there; anything else that is wrong refuses its change as a whole.
 */
export class SnapshotReader {
  private readonly holder: SnapshotHolder
  private readonly isLate: boolean
  private draft: Draft | undefined

  constructor(holder: SnapshotHolder, isLate: boolean) {
    this.holder = holder
    this.isLate = isLate
  }

  /** Takes the next line; true when it put a version in force. Throws where a change cannot be applied, and has noted why. */
  takeLine(line: string): boolean {
    const version = this.draft?.version ?? this.holder.version + 1
    try {
      return this.take(parseMessage(line))
    } catch (error) {
      this.holder.noteRefused(version, error instanceof Error ? error.message : String(error))
      throw error
    }
  }

  take(message: ParsedMessage): boolean {
    switch (message.type) {
      case 'begin':
        this.draft = this.begin(message.version, message.base)
        return false
      case 'upsert':
        this.upsert(this.openDraft(), message.row)
        return false
      case 'subscriptions':
        for (const packed of message.rows) this.upsert(this.openDraft(), unpackSubscription(packed))
        return false
      case 'unreadable-api':
        this.keepAsItWas(this.openDraft(), message)
        return false
      case 'delete':
        if (this.openDraft().base === undefined) this.openDraft().deletes.push({ kind: message.kind, id: message.id })
        return false
      case 'commit':
        return this.commit(this.openDraft(), message.version)
    }
  }

  private begin(version: number, isBase: boolean): Draft {
    const base = isBase ? new SnapshotIndex() : undefined
    return { version, versionBefore: this.holder.version, base, rows: [], apis: [], deletes: [], problems: [] }
  }

  private openDraft(): Draft {
    if (this.draft === undefined) throw new Error('the snapshot stream brought a row outside of a change')
    return this.draft
  }

  private upsert(draft: Draft, row: Row): void {
    if (row.kind !== 'api') {
      if (draft.base === undefined) draft.rows.push(row)
      else draft.base.insert(row)
      return
    }
    const api = this.compile(row)
    if (typeof api === 'string') this.keepAsItWas(draft, { id: row.id, state: row.state, reason: api })
    else if (draft.base === undefined) draft.apis.push(api)
    else draft.base.upsertApi(api)
  }

  /** The API, or why this gateway cannot run it. */
  private compile(row: ApiRow): CompiledApi | string {
    try {
      return compileApi(row, this.holder.registry)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** It never runs with fewer policies than its row asks for; but where the row shuts it, it is shut. */
  private keepAsItWas(draft: Draft, { id, state, reason }: { id: string; state: unknown; reason: string }): void {
    const kept = this.lastGood(id, state)
    draft.problems.push(`${reason} (${kept === undefined ? 'the API is left out' : 'the API stays as it was'})`)
    // Where it gave an address up, the address is another API's by now, or after this change.
    if (draft.base !== undefined && kept !== undefined) draft.base.upsertApi(kept, 'where-free')
    if (draft.base === undefined && kept === undefined) draft.deletes.push({ kind: 'api', id })
    if (draft.base === undefined && kept !== this.holder.current.findApi(id) && kept !== undefined)
      draft.apis.push(kept)
  }

  private lastGood(id: string, state: unknown): CompiledApi | undefined {
    const api = this.holder.current.findApi(id)
    if (api === undefined || state === 'published' || state === 'deprecated') return api
    if (state !== 'blocked') return undefined
    const blocked = this.compile({ ...api.row, state })
    return typeof blocked === 'string' ? undefined : blocked
  }

  private commit(draft: Draft, version: number): boolean {
    this.draft = undefined
    if (draft.version !== version)
      throw new Error(`the snapshot stream began version ${draft.version} and committed ${version}`)
    if (draft.problems.length > 0) this.holder.noteRefused(version, draft.problems.join('; '))
    return draft.base === undefined ? this.applyChange(draft) : this.applyBase(draft, draft.base)
  }

  private applyBase({ version, versionBefore }: Draft, index: SnapshotIndex): boolean {
    const { holder } = this
    const mayBeOlder = this.isLate || holder.version !== versionBefore
    if (mayBeOlder && version < holder.version) return false
    holder.replace(index, version)
    return true
  }

  private applyChange({ version, rows, apis, deletes }: Draft): boolean {
    const { holder } = this
    if (version <= holder.version) return false
    for (const { kind, id } of deletes) holder.current.delete(kind, id)
    for (const row of rows) holder.current.upsert(row)
    for (const api of apis) holder.current.upsertApi(api)
    holder.changed({ version, base: false, rows: [...rows, ...apis.map(({ row }) => row)], deletes })
    return true
  }
}
