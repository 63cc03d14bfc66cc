import { closeSync, existsSync, fdatasync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Ledger } from '../pipeline/call.ts'

/** Told when the disk does not take a record, and when it does again. */
export interface SpoolLog {
  appendFailed(error: unknown, waiting: number): void
  appendRecovered(): void
}

interface SpoolOptions {
  readonly directory: string
  readonly log: SpoolLog
  /** Unix milliseconds. */
  now(): number
}

const syncAfterMs = 100
const dayMs = 86_400_000
/** Records that wait in memory while the disk does not take them; beyond it the oldest are lost, and the log has said so. */
const waitingMax = 100_000

/**
 * The append-only usage log: one record a line, one file a UTC day. `append` has written when it returns, so that a process
 * may die then; what was written is made to survive a power failure in groups, at most 100 ms later.
 */
export class UsageSpool implements Ledger {
  private readonly options: SpoolOptions
  /** Days since 1970 of the open file. */
  private day = -1
  private file: number | undefined
  private waiting: string[] = []
  private syncTimer: NodeJS.Timeout | undefined

  constructor(options: SpoolOptions) {
    this.options = options
    makeFolder(dirname(options.directory))
    makeFolder(options.directory)
  }

  append(record: UsageRecord): void {
    const line = `${JSON.stringify(record)}\n`
    if (this.waiting.length === 0 && this.write(line, 1)) return
    const hadBacklog = this.waiting.length > 0
    this.waiting.push(line)
    if (hadBacklog) this.retry()
  }

  /** Writes what waits and closes the file. */
  close(): void {
    if (this.waiting.length > 0) this.retry()
    clearTimeout(this.syncTimer)
    this.syncTimer = undefined
    this.closeFile()
  }

  /** `waiting`: how many records wait where this one cannot be written. */
  private write(line: string, waiting: number): boolean {
    try {
      writeWhole(this.openToday(), line)
    } catch (error) {
      this.options.log.appendFailed(error, waiting)
      return false
    }
    this.syncTimer ??= setTimeout(() => this.sync(), syncAfterMs).unref()
    return true
  }

  /** Writes what waits, oldest first, as far as the disk takes it. */
  private retry(): void {
    let written = 0
    for (const line of this.waiting) {
      if (!this.write(line, this.waiting.length - written)) break
      written++
    }
    this.waiting.splice(0, written)
    if (this.waiting.length === 0) this.options.log.appendRecovered()
    if (this.waiting.length > waitingMax) this.waiting.shift()
  }

  private sync(): void {
    this.syncTimer = undefined
    if (this.file === undefined) return
    fdatasync(this.file, (error) => {
      if (error !== null) this.options.log.appendFailed(error, this.waiting.length)
    })
  }

  private openToday(): number {
    const day = Math.floor(this.options.now() / dayMs)
    if (this.file !== undefined && day === this.day) return this.file
    this.closeFile()
    const name = new Date(day * dayMs).toISOString().slice(0, 10)
    this.file = openSync(join(this.options.directory, `usage-${name}.ndjson`), 'a', 0o600)
    this.day = day
    return this.file
  }

  /** The number of a closed file is soon another file's, or a socket's: it is forgotten before anything can fail. */
  private closeFile(): void {
    const { file } = this
    this.file = undefined
    if (file === undefined) return
    fdatasyncSync(file)
    closeSync(file)
  }
}

/** One level at a time: Node's recursive mkdir never ends where a parent exists and takes no folder, as under /proc. */
function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
}

function writeWhole(file: number, line: string): void {
  const written = writeSync(file, line)
  if (written === Buffer.byteLength(line)) return
  const rest = Buffer.from(line).subarray(written)
  for (let at = 0; at < rest.length; ) at += writeSync(file, rest, at)
}
