import type { Logger } from 'pino'
import { failureReason } from '../../files/failure-reason.ts'
import type { ExporterBook, NotedHealth } from '../../storage/exporter-book.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import type { AnalyticsStore } from '../analytics-store.ts'
import { systemClock } from './clock.ts'
import type { Exporter } from './exporter.ts'
import { guardedExporter } from './guarded-exporter.ts'
import { ExporterRun } from './run-exporter.ts'
import { queueSender } from './send-queued.ts'
import { startingState } from './starting-state.ts'

export type Ledger = Pick<
  AnalyticsStore,
  'recordsAfter' | 'bounds' | 'record' | 'exporterState' | 'keepExporterState' | 'numberSince'
>

export interface SupervisedOptions {
  readonly record: ExporterRecord
  /** Throws where it cannot be made of what is set up. */
  readonly make: (record: ExporterRecord) => Exporter | Promise<Exporter>
  readonly ledger: Ledger
  readonly book: ExporterBook
  readonly isHeld: () => boolean
  readonly log: Pick<Logger, 'warn' | 'info'>
  readonly now: () => number
}

/** For a chunk that is on its way when it is told to stop. */
const graceMs = 3_000
/** One that could not be begun is tried again after this. */
const againMs = 10_000

/** One exporter as it is set up now, at work in this process until it is told to stop. A change of the set-up is another one of these. */
export class SupervisedExporter {
  readonly record: ExporterRecord
  /** Resolves once it has stopped; never rejects. */
  readonly done: Promise<void>
  private readonly options: SupervisedOptions
  private readonly stopping = new AbortController()
  private readonly startedAt: number
  private run: ExporterRun | undefined
  private noted: NotedHealth | undefined
  private noting: Promise<void> | undefined

  constructor(options: SupervisedOptions) {
    this.options = options
    this.record = options.record
    this.startedAt = options.now()
    this.done = this.work()
  }

  stop(): void {
    this.stopping.abort()
  }

  /** Writes down how it fares, where that is news. Nobody waits for it: the store of usage may have much to do, and leases end. */
  noteHealth(): void {
    this.noting ??= this.noteNow()
      .catch(() => undefined)
      .finally(() => {
        this.noting = undefined
      })
  }

  private async noteNow(): Promise<void> {
    const health = await this.run?.health()
    if (health === undefined) return
    // Nothing was tried since the start: what was noted before it still holds.
    const isUnknown = (health.lastDeliveryAt ?? 0) < this.startedAt && health.lagRecords > 0
    if (health.status === 'delivering' && isUnknown) return
    await this.note({ status: health.status, error: health.lastError, errorAt: health.lastErrorAt })
  }

  private async work(): Promise<void> {
    const { make, log, now } = this.options
    const { signal } = this.stopping
    try {
      const exporter = await make(this.record)
      try {
        await this.deliver(exporter)
      } finally {
        await exporter.close()
      }
    } catch (error) {
      const reason = failureReason(error)
      log.warn({ exporter: this.record.name, reason }, 'an exporter cannot work; it is tried again')
      await this.note({ status: 'failing', error: reason, errorAt: now() }).catch(() => undefined)
      await systemClock.wait(againMs, signal)
    }
    await this.noting
  }

  private async deliver(exporter: Exporter): Promise<void> {
    const { record, ledger, book, isHeld, log, now } = this.options
    const { signal } = this.stopping
    const { id, name, organisationId } = record
    this.noted = (await book.healths([id]))[0]
    const begun = await startingState(ledger, record)
    if (begun.isMoved) await ledger.keepExporterState(id, begun.state)
    const guarded = guardedExporter(exporter, { isHeld, graceMs })
    const sendQueued = queueSender({ id, organisationId, exporter: guarded, book, ledger, now })
    this.run = new ExporterRun({
      ...{ id, name, organisationId, exporter: guarded, log, clock: systemClock, random: Math.random },
      store: {
        bounds: () => ledger.bounds(),
        exporterState: () => ledger.exporterState(id),
        recordsAfter: async (after, limit) => {
          await sendQueued(signal)
          return await ledger.recordsAfter(after, limit)
        },
        keepExporterState: async (_, state) => {
          if (!isHeld()) throw new Error('another control process may run it by now')
          await ledger.keepExporterState(id, state)
        },
      },
      deadLetters: {
        write: (_, records, why) =>
          book.bury(
            id,
            records.map((one) => ({ number: one.number, recordId: one.id })),
            why,
          ),
      },
    })
    await this.run.run(signal)
  }

  private async note({ status, error, errorAt }: Omit<NotedHealth, 'exporterId'>): Promise<void> {
    const before = this.noted
    const isOlder = (errorAt ?? 0) < (before?.errorAt ?? 0)
    const health = {
      ...{ exporterId: this.record.id, status },
      ...(isOlder && before !== undefined ? { error: before.error, errorAt: before.errorAt } : { error, errorAt }),
    }
    if (before?.status === status && before.error === health.error && before.errorAt === health.errorAt) return
    await this.options.book.noteHealth(health)
    this.noted = health
  }
}
