import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { LocalCounterStore } from '../counters/counter-store.ts'
import { makePrivateFolder } from '../files/private-file.ts'
import { UsageSpool } from '../usage/spool.ts'
import { repairTails, usagePosition } from '../usage/usage-files.ts'
import { type AdmittedFile, admittedFilesIn, readAdmitted } from './admitted-files.ts'
import { spoolLog } from './book-logs.ts'
import { CountAgain } from './count-again.ts'
import { findLeftCalls, leftCharge, recordOfLeft } from './left-calls.ts'
import { type KeptReservations, leftReservation } from './left-reservation.ts'
import {
  readSavedCounters,
  type SavedCounters,
  type SaveOptions,
  saveCounters,
  saveCountersNow,
} from './saved-counters.ts'
import { type Seat, takeSeat } from './seat.ts'

export interface BooksOptions {
  readonly usageDirectory: string
  /** The counters that end with this process; null: they are in Redis. */
  readonly local: LocalCounterStore | null
  /** Counters that outlive it, and in which another process may settle what it reserved; null: there are none. */
  readonly kept: KeptReservations | null
  readonly log: Logger
  /** Unix milliseconds. */
  now(): number
}

/** Where the threads of a process note their calls. */
export interface BooksPlace {
  readonly seat: number
  readonly run: string
}

/** Between two savings of the counters; and so many times as long as the last one took, where that is more. */
const saveEveryMs = 5_000
const restPerSaving = 10

/** What a process has beside its log, in a folder of its own. */
export function openFolderOf(usageDirectory: string): string {
  return join(usageDirectory, 'open')
}

/**
 * The books of a gateway process, kept once however many threads it has: at the start it finds out what the process before left unfinished, books that, and
 * counts again what had been counted; then it saves the counters now and then.
 */
export class Books {
  readonly place: BooksPlace
  private readonly options: BooksOptions
  private readonly directory: string
  private readonly seat: Seat
  private readonly spool: UsageSpool
  private timer: NodeJS.Timeout | undefined
  private saving: Promise<void> = Promise.resolve()
  private savedSettlements = -1
  private isClosed = false

  /** Nothing may be called before it returns. */
  constructor(options: BooksOptions) {
    const { usageDirectory, log, now } = options
    this.options = options
    this.directory = openFolderOf(usageDirectory)
    makePrivateFolder(this.directory)
    this.seat = takeSeat(this.directory)
    this.spool = new UsageSpool({ directory: usageDirectory, log: spoolLog(log), isShared: true, now })
    const files = this.files()
    const saved = this.readSaved()
    this.place = { seat: this.seat.number, run: runAfter([...files, ...(saved === undefined ? [] : [saved])], now()) }
    this.recover(files, saved)
    this.saveSoon(saveEveryMs)
  }

  /** Saves the counters once more; no thread may be counting any more. */
  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    clearTimeout(this.timer)
    await this.saving
    this.spool.close()
    this.saveNow()
    this.seat.leave()
  }

  private recover(files: readonly AdmittedFile[], saved: SavedCounters | undefined): void {
    const { usageDirectory, local, kept, now, log } = this.options
    const admitted = readAdmitted(this.directory, files)
    if (this.seat.number === 0)
      for (const tail of repairTails(usageDirectory, admitted.from))
        log.error(tail, 'the end of a usage file was torn, and was cut off')
    if (saved !== undefined)
      local?.restore(
        saved.pieces.flatMap(({ counters }) => counters),
        now(),
      )
    const { charges, left, damagedLines } = findLeftCalls(usageDirectory, admitted)
    const again = local === null ? undefined : new CountAgain(local, saved)
    for (const charge of charges) again?.count(charge)
    for (const [id, entries] of left) {
      const position = usagePosition(usageDirectory, now())
      const charged = entries.map(leftCharge)
      const record = recordOfLeft(entries)
      if (record === undefined)
        log.error({ requestId: id }, 'a call that was open has no record: its line is of another version')
      else this.spool.append(record, charged)
      for (const [index, entry] of entries.entries())
        again?.count({ entry, position, charged: charged[index] ?? leftCharge(entry) })
    }
    const known = charges.map(({ entry, charged }) => leftReservation(entry, charged))
    const unknown = [...left.values()].flat().map((entry) => leftReservation(entry, leftCharge(entry)))
    kept?.settleLeft(
      [...known, ...unknown].filter((reservation) => reservation !== undefined),
      now(),
    )
    const damaged = damagedLines + admitted.damagedLines
    if (damaged > 0) log.error({ lines: damaged }, 'damaged lines in the usage log were left aside')
    if (left.size > 0)
      log.warn({ calls: left.size }, 'calls were open when the gateway ended: they are booked by their estimates')
    if (again !== undefined && again.lost > 0) log.error({ amounts: again.lost }, 'there is no room for all counters')
    if (files.length > 0 || saved !== undefined) this.saveNow()
  }

  private readSaved(): SavedCounters | undefined {
    try {
      return readSavedCounters(this.path)
    } catch (error) {
      this.options.log.error({ err: error }, 'the saved counters cannot be read: what was used before is not counted')
      return undefined
    }
  }

  private get path(): string {
    return join(this.directory, `counters-${this.seat.number}.ndjson`)
  }

  private saveSoon(afterMs: number): void {
    this.timer = setTimeout(() => {
      this.saving = this.save().then((tookMs) => {
        if (!this.isClosed) this.saveSoon(Math.max(saveEveryMs, restPerSaving * tookMs))
      })
    }, afterMs).unref()
  }

  /** Saves what has changed; milliseconds that it took. */
  async save(): Promise<number> {
    const startedAt = performance.now()
    const { local } = this.options
    const files = this.files()
    const isSame = local !== null && local.settlements === this.savedSettlements
    // A record that waits is in the counters, but not in the log.
    if ((isSame && files.length <= 1) || this.spool.hasWaiting) return 0
    const settlements = local?.settlements ?? 0
    try {
      await saveCounters(this.toSave())
      this.saved(files, settlements)
    } catch (error) {
      this.options.log.error({ err: error }, 'the counters could not be saved')
    }
    return performance.now() - startedAt
  }

  private saveNow(): void {
    if (this.spool.hasWaiting) return
    const files = this.files()
    const settlements = this.options.local?.settlements ?? 0
    try {
      saveCountersNow(this.toSave())
      this.saved(files, settlements)
    } catch (error) {
      this.options.log.error({ err: error }, 'the counters could not be saved')
    }
  }

  private toSave(): SaveOptions {
    const { usageDirectory, local, now } = this.options
    const position = usagePosition(usageDirectory, now())
    return { path: this.path, run: this.place.run, now: now(), position, local }
  }

  private files(): AdmittedFile[] {
    return admittedFilesIn(this.directory, this.seat.number)
  }

  /** Of each thread the last file is in use; those before, and those of earlier runs, have nothing any more that was not saved. */
  private saved(files: readonly AdmittedFile[], settlements: number): void {
    this.savedSettlements = settlements
    for (const { file, run, thread, generation } of files) {
      const isLast = files.every(
        (other) => other.run !== run || other.thread !== thread || other.generation <= generation,
      )
      if (run !== this.place.run || !isLast) rmSync(join(this.directory, file), { force: true })
    }
  }
}

/** Runs of a process are in the order of time, whatever its clock says. */
function runAfter(before: readonly { readonly run: string }[], now: number): string {
  const last = before.reduce((latest, { run }) => Math.max(latest, Number.parseInt(run, 36)), 0)
  return Math.max(now, last + 1).toString(36)
}
