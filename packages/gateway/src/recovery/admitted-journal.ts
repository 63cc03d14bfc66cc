import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppendFile } from '../usage/append-file.ts'
import { sealed } from '../usage/sealed-line.ts'
import { usagePosition } from '../usage/usage-files.ts'
import type { AdmittedCall } from './admitted-call.ts'
import { admittedFileOf, admittedFilesIn, type JournalName } from './admitted-files.ts'

export interface JournalLog {
  /** No call under a limit is admitted until the disk takes lines again. */
  journalFailed(error: unknown): void
  journalRecovered(): void
}

interface JournalOptions {
  readonly directory: string
  readonly usageDirectory: string
  readonly name: JournalName
  readonly log: JournalLog
  /** Unix milliseconds. */
  now(): number
}

/** Then the next file is begun, which takes the open calls along. */
const fileBytesMax = 1_048_576

/**
 * Notes each call that reserved something before its provider is called: a process that dies leaves behind what it had begun. A file of its own for each
 * thread. Files before the last are of use until the counters have been saved; then whoever saves them takes them away.
 */
export class AdmittedJournal {
  private readonly options: JournalOptions
  private readonly file: AppendFile
  private readonly open = new Map<string, string>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private generation: number
  private path = ''
  private bytes = 0
  private hasFailed = false

  constructor(options: JournalOptions) {
    const { directory, name, log } = options
    this.options = options
    this.file = new AppendFile({ isShared: false, onSyncFailed: (error) => log.journalFailed(error) })
    const mine = admittedFilesIn(directory, name.seat).filter(
      ({ run, thread }) => run === name.run && thread === name.thread,
    )
    this.generation = mine.at(-1)?.generation ?? 0
  }

  /** `json`: the call as AdmittedCallWriter writes it. False: the disk does not take it, and nobody would know of the call after a crash. */
  admitted(id: string, json: string): boolean {
    const line = `${sealed(json)}\n`
    try {
      if (this.path === '' || this.bytes > fileBytesMax) this.beginFile()
      this.file.append(this.path, line)
    } catch (error) {
      if (!this.hasFailed) this.options.log.journalFailed(error)
      this.hasFailed = true
      return false
    }
    if (this.hasFailed) this.options.log.journalRecovered()
    this.hasFailed = false
    this.bytes += line.length
    this.open.set(id, (this.open.get(id) ?? '') + line)
    return true
  }

  /** The record of the call is written. */
  settled(id: string): void {
    this.open.delete(id)
  }

  /** A call of a thread that died, whose record is written: its lease counts it when it ends, and until then a restart has to know of it. */
  keepUntilLeaseEnds(call: AdmittedCall): void {
    const leftMs = call.ends - this.options.now()
    if (leftMs <= 0) return
    const line = `${sealed(JSON.stringify({ ...call, booked: true }))}\n`
    this.open.set(call.id, (this.open.get(call.id) ?? '') + line)
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      this.open.delete(call.id)
    }, leftMs).unref()
    this.timers.add(timer)
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer)
    this.file.close()
  }

  /** It appears whole or not at all: from then on the file before is of no use to open calls. */
  private beginFile(): void {
    const { directory, usageDirectory, name, now } = this.options
    const head = `${sealed(JSON.stringify({ from: usagePosition(usageDirectory, now()) }))}\n`
    const text = head + [...this.open.values()].join('')
    const path = join(directory, admittedFileOf(name, this.generation + 1))
    const temporary = `${path}.new`
    try {
      writeFileSync(temporary, text, { mode: 0o600 })
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    this.generation++
    this.path = path
    this.bytes = 0
  }
}
