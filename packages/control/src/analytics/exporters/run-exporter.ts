import type { Logger } from 'pino'
import { failureReason } from '../../files/failure-reason.ts'
import type { AnalyticsStore, ExporterState, StoredRecord } from '../analytics-store.ts'
import { backOffMs } from './back-off.ts'
import { cutChunks } from './chunks.ts'
import type { Clock } from './clock.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { Chunk, Exporter, Outcome } from './exporter.ts'

export interface ExporterRunOptions {
  readonly id: string
  readonly name: string
  /** Only its calls are told of. */
  readonly organisationId: string
  readonly exporter: Exporter
  readonly store: Pick<AnalyticsStore, 'recordsAfter' | 'bounds' | 'exporterState' | 'keepExporterState'>
  readonly deadLetters: DeadLetters
  readonly clock: Clock
  readonly random: () => number
  readonly log: Pick<Logger, 'warn' | 'info'>
}

export interface ExporterHealth {
  readonly status: 'delivering' | 'retrying' | 'failing'
  readonly lastError: string | null
  readonly lastErrorAt: number | null
  readonly lastDeliveryAt: number | null
  readonly deadLetters: number
  /** Records that it has not passed yet, those of other organisations among them. */
  readonly lagRecords: number
  /** How long ago the oldest call was that is still to be delivered; 0: there is none. */
  readonly lagSeconds: number
}

/** Read at once, so that no more than this is in memory. */
const readMax = 500
/** Until it is looked for new calls again. */
const idleMs = 2_000
/** After a target has said that nothing can be sent until somebody changes something. */
const stoppedMs = 60_000
const sendMs = 60_000

const unsent: ExporterState = { delivered: 0, deadLetters: 0, lastError: null, lastErrorAt: null, lastDeliveryAt: null }

/**
 * Tells one target of usage, from where it is in the ledger, until its signal says stop. What was delivered is noted only once it is
 * acknowledged or a dead letter, and before anything more is sent: a restart repeats one chunk at most. Target away: the ledger waits.
 */
export class ExporterRun {
  private readonly options: ExporterRunOptions
  private state: ExporterState = unsent
  private status: ExporterHealth['status'] = 'delivering'
  private oldestWaitingAt: number | undefined

  constructor(options: ExporterRunOptions) {
    this.options = options
  }

  /** Resolves once the signal has said stop. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, id, clock } = this.options
    await this.untilDone(signal, async () => {
      this.state = (await store.exporterState(id)) ?? unsent
    })
    while (!signal.aborted) {
      const isCaughtUp = await this.untilDone(signal, () => this.turn(signal))
      if (isCaughtUp === true) await clock.wait(idleMs, signal)
    }
  }

  async health(): Promise<ExporterHealth> {
    const { store, clock } = this.options
    const { delivered, deadLetters, lastError, lastErrorAt, lastDeliveryAt } = this.state
    const bounds = await store.bounds()
    const lagRecords = bounds === null ? 0 : Math.max(0, bounds.newest - Math.max(delivered, bounds.oldest - 1))
    const waitingMs = this.oldestWaitingAt === undefined ? 0 : clock.now() - this.oldestWaitingAt
    const lagSeconds = lagRecords === 0 ? 0 : Math.max(0, Math.round(waitingMs / 1_000))
    return { status: this.status, lastError, lastErrorAt, lastDeliveryAt, deadLetters, lagRecords, lagSeconds }
  }

  /** Sends what there is; true: there was nothing more. */
  private async turn(signal: AbortSignal): Promise<boolean> {
    const { exporter, organisationId, clock } = this.options
    const limit = Math.min(readMax, exporter.chunkRecordsMax)
    let stored = await this.read(limit)
    if (stored.length < limit && stored.length > 0 && exporter.lingerMs !== undefined) {
      await clock.wait(exporter.lingerMs, signal)
      if (signal.aborted) return true
      stored = await this.read(limit)
    }
    for (const { chunk, upTo } of cutChunks(stored, { exporter, organisationId })) {
      this.oldestWaitingAt = chunk?.records[0]?.at
      const dropped = chunk === undefined ? 0 : await this.deliver(chunk, signal)
      if (dropped === undefined) return true
      await this.pass(upTo, { isDelivery: chunk !== undefined, dropped }, signal)
    }
    this.oldestWaitingAt = undefined
    return stored.length < limit
  }

  private read(limit: number): Promise<readonly StoredRecord[]> {
    return this.options.store.recordsAfter(this.state.delivered, limit)
  }

  /** Until all of it is acknowledged or a dead letter: how many are that; undefined: stopped before it was known. */
  private async deliver(chunk: Chunk, signal: AbortSignal): Promise<number | undefined> {
    let left = chunk
    for (let failures = 1; !signal.aborted; failures++) {
      const outcome = await this.send(left, signal)
      if (outcome.kind === 'acked') return 0
      if (outcome.kind === 'drop') {
        const dead = recordsAt(left, outcome.places)
        const isKept = await this.untilDone(signal, () => this.bury(dead, outcome.reason))
        return isKept === undefined ? undefined : dead.length
      }
      // It was stopped by us, which is no failure of the target's.
      if (signal.aborted) break
      await this.fail(outcome, failures, signal)
      if (outcome.kind === 'retry' && outcome.places !== undefined && outcome.places.length > 0)
        left = { records: recordsAt(left, outcome.places) }
    }
    return undefined
  }

  private async send(chunk: Chunk, signal: AbortSignal): Promise<Outcome> {
    try {
      return await this.options.exporter.send(chunk, AbortSignal.any([signal, AbortSignal.timeout(sendMs)]))
    } catch (error) {
      return { kind: 'retry', reason: failureReason(error) }
    }
  }

  private async bury(records: Chunk['records'], reason: string): Promise<true> {
    const { deadLetters, id, name, clock, log } = this.options
    await deadLetters.write(id, records, { reason, at: clock.now() })
    log.warn({ exporter: name, records: records.length, reason }, 'a target will never take these: dead letters')
    this.note(reason)
    return true
  }

  private async fail(outcome: Outcome & { kind: 'retry' | 'stop' }, failures: number, signal: AbortSignal) {
    const { clock, random, log, name } = this.options
    const isStopped = outcome.kind === 'stop'
    const next = isStopped ? 'failing' : 'retrying'
    if (this.status !== next) log.warn({ exporter: name, reason: outcome.reason }, 'usage was not taken; it waits')
    this.status = next
    this.note(outcome.reason)
    await clock.wait(isStopped ? stoppedMs : backOffMs(failures, outcome.afterMs, random), signal)
  }

  private note(reason: string): void {
    this.state = { ...this.state, lastError: reason, lastErrorAt: this.options.clock.now() }
  }

  /** Kept before it goes on, even when it is being stopped: what was taken must not be sent again. */
  private async pass(upTo: number, done: { isDelivery: boolean; dropped: number }, signal: AbortSignal): Promise<void> {
    const { store, id, clock } = this.options
    const state = {
      ...this.state,
      delivered: upTo,
      deadLetters: this.state.deadLetters + done.dropped,
      ...(done.isDelivery ? { lastDeliveryAt: clock.now() } : {}),
    }
    const isKept = await this.untilDone(signal, async () => {
      await store.keepExporterState(id, state)
      return true
    })
    if (isKept !== true) return
    this.state = state
    this.status = 'delivering'
  }

  /** Our own store or disk may be away for a while too; undefined: stopped before it came back. Tried once at least. */
  private async untilDone<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value | undefined> {
    const { clock, random } = this.options
    for (let failures = 1; ; failures++) {
      try {
        return await work()
      } catch (error) {
        this.note(failureReason(error))
        this.status = 'retrying'
      }
      if (signal.aborted) return undefined
      await clock.wait(backOffMs(failures, undefined, random), signal)
      if (signal.aborted) return undefined
    }
  }
}

function recordsAt({ records }: Chunk, places: readonly number[]): Chunk['records'] {
  const wanted = new Set(places)
  return records.filter((_, place) => wanted.has(place))
}
