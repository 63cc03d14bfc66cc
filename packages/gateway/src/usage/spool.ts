import { closeSync, fdatasync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
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
/** Records that wait in memory while the disk does not take them; beyond it the oldest are counted as lost in the log. */
const waitingMax = 100_000

/**
 * The append-only usage log: one record a line, one file a UTC day. `append` has written when it returns, so that a process
 * may die then; what was written is made to survive a power failure in groups, at most 100 ms later.
 */
export class UsageSpool implements Ledger {
  private readonly options: SpoolOptions
  private day = ''
  private file: number | undefined
  private waiting: string[] = []
  private syncTimer: NodeJS.Timeout | undefined

  constructor(options: SpoolOptions) {
    this.options = options
    mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  }

  append(record: UsageRecord): void {
    this.waiting.push(`${JSON.stringify(record)}\n`)
    this.flush()
  }

  /** Writes what waits and closes the file. */
  close(): void {
    this.flush()
    clearTimeout(this.syncTimer)
    this.syncTimer = undefined
    if (this.file !== undefined) closeSync(this.file)
    this.file = undefined
    this.day = ''
  }

  private flush(): void {
    const hadFailed = this.waiting.length > 1
    try {
      const file = this.openToday()
      for (let line = this.waiting[0]; line !== undefined; line = this.waiting[0]) {
        writeWhole(file, line)
        this.waiting.shift()
      }
    } catch (error) {
      this.fail(error)
      return
    }
    if (hadFailed) this.options.log.appendRecovered()
    this.syncTimer ??= setTimeout(() => this.sync(), syncAfterMs).unref()
  }

  private fail(error: unknown): void {
    this.options.log.appendFailed(error, this.waiting.length)
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
    const day = new Date(this.options.now()).toISOString().slice(0, 10)
    if (this.file !== undefined && day === this.day) return this.file
    if (this.file !== undefined) closeSync(this.file)
    this.file = openSync(join(this.options.directory, `usage-${day}.ndjson`), 'a', 0o600)
    this.day = day
    return this.file
  }
}

function writeWhole(file: number, line: string): void {
  const bytes = Buffer.from(line)
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}
