import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Logger } from 'pino'
import { UsageSpool } from '../usage/spool.ts'
import { admittedFilesIn, type JournalName, readAdmitted } from './admitted-files.ts'
import { AdmittedJournal } from './admitted-journal.ts'
import { journalLog, spoolLog } from './book-logs.ts'
import { openFolderOf } from './books.ts'
import type { Charged } from './charged.ts'
import { findLeftCalls, leftCharge, recordOfLeft } from './left-calls.ts'

export interface ThreadBooksOptions {
  readonly usageDirectory: string
  readonly name: JournalName
  /** Other threads write to the same log. */
  readonly isShared: boolean
  readonly log: Logger
  /** Unix milliseconds. */
  now(): number
}

/** What one thread writes down of its calls: that they were admitted, and how they ended. */
export class ThreadBooks {
  readonly journal: AdmittedJournal
  private readonly options: ThreadBooksOptions
  private readonly spool: UsageSpool

  constructor(options: ThreadBooksOptions) {
    const { usageDirectory, name, isShared, log, now } = options
    this.options = options
    this.journal = new AdmittedJournal({
      directory: openFolderOf(usageDirectory),
      usageDirectory,
      name,
      log: journalLog(log),
      now,
    })
    this.spool = new UsageSpool({
      directory: usageDirectory,
      log: spoolLog(log),
      isShared,
      now,
      onWritten: (id) => this.journal.settled(id),
    })
    this.bookLeftCalls()
  }

  append(record: UsageRecord, charged: readonly Charged[]): void {
    this.spool.append(record, charged)
  }

  close(): void {
    this.spool.close()
    this.journal.close()
  }

  /** A thread of this name died before: what it had reserved counts when the leases end, and its calls have no records yet. */
  private bookLeftCalls(): void {
    const { usageDirectory, name, log } = this.options
    const directory = openFolderOf(usageDirectory)
    const files = admittedFilesIn(directory, name.seat).filter(
      ({ run, thread }) => run === name.run && thread === name.thread,
    )
    if (files.length === 0) return
    const { left } = findLeftCalls(usageDirectory, readAdmitted(directory, files))
    for (const entries of left.values()) {
      const record = recordOfLeft(entries)
      if (record !== undefined) this.spool.append(record, entries.map(leftCharge))
      for (const entry of entries) this.journal.keepUntilLeaseEnds(entry)
    }
    if (left.size > 0)
      log.warn({ calls: left.size }, 'calls were open when a thread ended: they are booked by their estimates')
  }
}
