import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { makePrivateFolder, syncFolder } from '../files/private-file.ts'
import type { Registry } from '../pipeline/compile.ts'
import { type AppliedChange, SnapshotHolder } from './holder.ts'
import { lastGoodKey } from './last-good-key.ts'
import { openRecords, RecordSealer, UnreadableCopy } from './last-good-log.ts'
import { readLines } from './read-lines.ts'
import type { SnapshotIndex } from './snapshot-index.ts'
import { textsOfBase, textsOfChanges } from './snapshot-texts.ts'

interface LastGoodOptions {
  readonly directory: string
  readonly log: Logger
  /** After a failure. */
  readonly retryMs?: number
}

const retryMsPreset = 10_000
/** Changes that wait while the disk is slow; beyond it the whole is written anew, so that memory does not fill. */
const waitingChangesMax = 1_000
/** The copy is written anew once its changes are larger than its base, and than this. */
const changesBytesMax = 1_048_576

/** A file that is being written: its records, and how large its parts have grown. */
interface OpenCopy {
  readonly file: FileHandle
  readonly sealer: RecordSealer
  readonly baseBytes: number
  changesBytes: number
}

/**
 * The gateway's own copy of what is in force, on disk and encrypted, for a start while the control plane is away. It is written
 * beside the calls: a change waits in memory until the one before it is on disk, and a disk that takes nothing is said once.
 */
export class LastGoodCopy {
  private readonly options: LastGoodOptions
  private readonly path: string
  private readonly key: Buffer
  private readonly closing = new AbortController()
  private copy: OpenCopy | undefined
  private index: SnapshotIndex | undefined
  private version = 0
  /** True where the file lacks something that is not in `waiting`. */
  private isStale = false
  private waiting: AppliedChange[] = []
  private hasFailed = false
  private work: Promise<void> | undefined

  constructor(options: LastGoodOptions) {
    this.options = options
    makePrivateFolder(options.directory)
    this.path = join(options.directory, 'snapshot.log')
    this.key = lastGoodKey(join(options.directory, 'key'))
  }

  /** The copy as a holder that is not in force yet; undefined where there is none, or none that can be read as a whole. */
  async load(registry: Registry): Promise<SnapshotHolder | undefined> {
    const { log } = this.options
    const holder = new SnapshotHolder(registry, () => {})
    const reader = holder.reader()
    try {
      const bytes = await readFile(this.path)
      await readLines(piecesOf(bytes, this.key), (line) => reader.takeLine(line))
      if (holder.version === 0) throw new UnreadableCopy('its base is not whole')
      return holder
    } catch (error) {
      if (isMissing(error)) return undefined
      log.error({ err: error, file: this.path }, 'the last good copy cannot be used and is ignored')
      return undefined
    }
  }

  /** Notes what has just been put in force; written soon. */
  changed(index: SnapshotIndex, change: AppliedChange): void {
    this.index = index
    this.version = change.version
    if (change.base || this.waiting.length >= waitingChangesMax) {
      this.isStale = true
      this.waiting = []
    }
    if (!this.isStale) this.waiting.push(change)
    this.work ??= this.run().finally(() => {
      this.work = undefined
    })
  }

  /** Writes what waits, and ends. */
  async close(): Promise<void> {
    this.closing.abort()
    await this.work
    await this.copy?.file.close().catch(() => {})
    this.copy = undefined
  }

  private async run(): Promise<void> {
    while (this.isStale || this.waiting.length > 0) {
      try {
        if (this.isStale || this.copy === undefined) await this.rewrite()
        else await this.append(this.copy)
        this.recovered()
      } catch (error) {
        await this.failed(error)
        const { signal } = this.closing
        if (signal.aborted) return
        await sleep(this.options.retryMs ?? retryMsPreset, undefined, { signal }).catch(() => {})
      }
    }
  }

  /** All that is in force, in a new file that then takes the place of the old one. */
  private async rewrite(): Promise<void> {
    if (this.index === undefined) return
    const rows = [...this.index.rows()]
    const { version } = this
    this.isStale = false
    this.waiting = []
    await this.closeCopy()
    const temporary = `${this.path}.${randomBytes(6).toString('hex')}.new`
    await this.removeLeftovers()
    const file = await open(temporary, 'wx', 0o600)
    try {
      const sealer = new RecordSealer(this.key)
      let baseBytes = await write(file, sealer.head)
      for (const text of textsOfBase(version, rows)) baseBytes += await write(file, sealer.seal(text))
      await file.datasync()
      await rename(temporary, this.path)
      syncFolder(this.options.directory)
      this.copy = { file, sealer, baseBytes, changesBytes: 0 }
    } catch (error) {
      await file.close().catch(() => {})
      await rm(temporary, { force: true }).catch(() => {})
      throw error
    }
  }

  private async append(copy: OpenCopy): Promise<void> {
    const changes = this.waiting
    this.waiting = []
    for (const text of textsOfChanges(changes)) copy.changesBytes += await write(copy.file, copy.sealer.seal(text))
    await copy.file.datasync()
    if (copy.changesBytes > Math.max(copy.baseBytes, changesBytesMax)) this.isStale = true
  }

  private async failed(error: unknown): Promise<void> {
    // Half a record may stand at its end: whatever followed it could not be read.
    this.isStale = true
    this.waiting = []
    await this.closeCopy()
    if (this.hasFailed) return
    this.hasFailed = true
    this.options.log.error({ err: error }, 'the last good copy cannot be written; calls are served as ever')
  }

  private recovered(): void {
    if (!this.hasFailed) return
    this.hasFailed = false
    this.options.log.info('the last good copy is being written again')
  }

  private async closeCopy(): Promise<void> {
    const { copy } = this
    this.copy = undefined
    await copy?.file.close().catch(() => {})
  }

  /** Of a process that died while it wrote. */
  private async removeLeftovers(): Promise<void> {
    const names = await readdir(this.options.directory)
    for (const name of names.filter((name) => /^snapshot\.log\.[0-9a-f]+\.new$/.test(name)))
      await rm(join(this.options.directory, name), { force: true })
  }
}

async function* piecesOf(file: Buffer, key: Buffer): AsyncGenerator<string> {
  yield* openRecords(file, key)
}

async function write(file: FileHandle, bytes: Buffer): Promise<number> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
  return bytes.length
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
