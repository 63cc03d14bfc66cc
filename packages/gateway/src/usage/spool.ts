import { join } from 'node:path'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { makePrivateFolder } from '../files/private-file.ts'
import type { Charged } from '../recovery/charged.ts'
import { AppendFile } from './append-file.ts'
import { sealed } from './sealed-line.ts'
import { usageFileAt } from './usage-files.ts'

/** Told when the disk does not take a record, and when it does again. */
export interface SpoolLog {
  appendFailed(error: unknown, waiting: number): void
  appendRecovered(): void
}

interface SpoolOptions {
  readonly directory: string
  readonly log: SpoolLog
  /** Other threads append to the same files. */
  readonly isShared?: boolean
  /** Unix milliseconds. */
  now(): number
  /** The record of a call is in the file now. */
  onWritten?(id: string): void
}

interface WaitingLine {
  readonly id: string
  readonly line: string
}

const dayMs = 86_400_000
const retryMs = 1_000
/** Records that wait in memory while the disk does not take them; beyond it the oldest are lost, and the log has said so. */
const waitingMax = 100_000

/** The append-only usage log: one record a line with its checksum, one file a UTC day, written as `AppendFile` does it. */
export class UsageSpool {
  private readonly options: SpoolOptions
  private readonly file: AppendFile
  private waiting: WaitingLine[] = []
  private retryTimer: NodeJS.Timeout | undefined
  /** Since 1970, UTC. */
  private day = Number.NaN
  private path = ''

  constructor(options: SpoolOptions) {
    this.options = options
    this.file = new AppendFile({
      isShared: options.isShared ?? false,
      onSyncFailed: (error) => options.log.appendFailed(error, this.waiting.length),
    })
    makePrivateFolder(options.directory)
  }

  /** Records wait because the disk does not take them. */
  get hasWaiting(): boolean {
    return this.waiting.length > 0
  }

  append(record: UsageRecord, charged: readonly Charged[] = []): void {
    const json = JSON.stringify(record)
    const line = sealed(charged.length === 0 ? json : `${json.slice(0, -1)},"charged":${JSON.stringify(charged)}}`)
    const { id } = record
    if (!this.hasWaiting && this.write({ id, line: `${line}\n` }, 1)) return
    const hadBacklog = this.hasWaiting
    this.waiting.push({ id, line: `${line}\n` })
    if (hadBacklog) this.retry()
    this.retryTimer ??= setInterval(() => this.retry(), retryMs).unref()
  }

  /** Writes what waits and closes the file. */
  close(): void {
    this.retry()
    clearInterval(this.retryTimer)
    this.retryTimer = undefined
    this.file.close()
  }

  /** `waiting`: how many records wait where this one cannot be written. */
  private write({ id, line }: WaitingLine, waiting: number): boolean {
    try {
      this.file.append(this.pathNow(), line)
    } catch (error) {
      this.options.log.appendFailed(error, waiting)
      return false
    }
    this.options.onWritten?.(id)
    return true
  }

  /** The file of today, whose name is the same for many calls. */
  private pathNow(): string {
    const now = this.options.now()
    const day = Math.floor(now / dayMs)
    if (day !== this.day) {
      this.day = day
      this.path = join(this.options.directory, usageFileAt(now))
    }
    return this.path
  }

  /** Writes what waits, oldest first, as far as the disk takes it. */
  private retry(): void {
    if (!this.hasWaiting) return
    let written = 0
    for (const line of this.waiting) {
      if (!this.write(line, this.waiting.length - written)) break
      written++
    }
    this.waiting.splice(0, written)
    if (this.waiting.length > waitingMax) this.waiting.shift()
    if (this.hasWaiting) return
    clearInterval(this.retryTimer)
    this.retryTimer = undefined
    this.options.log.appendRecovered()
  }
}
