import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { failureReason } from '../../files/failure-reason.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import type { Store } from '../../storage/store.ts'
import type { Exporter } from './exporter.ts'
import { type Ledger, SupervisedExporter } from './supervised-exporter.ts'

export interface SuperviseOptions {
  readonly store: Pick<Store, 'version' | 'onChange' | 'everyRecord' | 'lease' | 'releaseLeases' | 'exporters'>
  readonly ledger: Ledger
  readonly make: (record: ExporterRecord) => Exporter | Promise<Exporter>
  readonly log: Pick<Logger, 'warn' | 'info' | 'error'>
  readonly now: () => number
  /** For tests. */
  readonly leaseMs?: number
}

export interface ExporterSupervision {
  /** Resolves once what was on its way has arrived, or was given up. */
  close(): Promise<void>
}

/** How often changes of other processes are looked for, and leases that have ended. */
const turnMs = 1_000
/** A process that died lets another one in after that. */
const leaseMsPreset = 10_000

/** Runs every exporter that is not paused, and of all control processes on one store in one of them only. Changes are followed at once. */
export function superviseExporters(options: SuperviseOptions): ExporterSupervision {
  const supervisor = new Supervisor(options)
  const timer = setInterval(() => supervisor.stir(), turnMs)
  timer.unref()
  const unsubscribe = options.store.onChange(() => supervisor.stir())
  supervisor.stir()
  return {
    close: async () => {
      clearInterval(timer)
      unsubscribe()
      await supervisor.close()
    },
  }
}

class Supervisor {
  private readonly options: SuperviseOptions
  private readonly leaseMs: number
  private readonly holder = randomUUID()
  private readonly running = new Map<string, SupervisedExporter>()
  /** Until when this process has each, by a clock that only goes forward. */
  private readonly heldUntil = new Map<string, number>()
  private records: readonly ExporterRecord[] = []
  private version = -1
  private turning: Promise<void> | undefined
  private isDueAgain = false
  private isClosed = false
  private isAway = false

  constructor(options: SuperviseOptions) {
    this.options = options
    this.leaseMs = options.leaseMs ?? leaseMsPreset
  }

  /** One turn at a time; what comes meanwhile is looked for once more afterwards. */
  stir(): void {
    if (this.isClosed) return
    this.isDueAgain = this.turning !== undefined
    this.turning ??= this.turn().finally(() => {
      this.turning = undefined
      if (this.isDueAgain) this.stir()
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.turning
    for (const one of this.running.values()) one.stop()
    await Promise.all([...this.running.values()].map(({ done }) => done))
    await this.options.store.releaseLeases(this.holder).catch(() => undefined)
  }

  private async turn(): Promise<void> {
    try {
      await this.readRecords()
      this.stopOthers()
      for (const record of this.records) if (!record.isPaused) await this.tend(record)
      this.isAway = false
    } catch (error) {
      if (!this.isAway)
        this.options.log.error({ reason: failureReason(error) }, 'exporters cannot be looked after; it is tried again')
      this.isAway = true
    }
  }

  private async readRecords(): Promise<void> {
    const { store } = this.options
    const version = await store.version()
    if (version === this.version) return
    const records: ExporterRecord[] = []
    for await (const some of store.everyRecord('exporter')) records.push(...some)
    this.records = records
    this.version = version
  }

  /** What is gone, paused, or was set up otherwise. */
  private stopOthers(): void {
    const wanted = new Map(this.records.filter(({ isPaused }) => !isPaused).map(({ id, revision }) => [id, revision]))
    for (const [id, { record, stop }] of this.entries()) if (wanted.get(id) !== record.revision) stop()
  }

  private async tend(record: ExporterRecord): Promise<void> {
    const { id } = record
    const running = this.running.get(id)
    if (!(await this.hold(id))) return running?.stop()
    if (running !== undefined) return running.noteHealth()
    const { ledger, make, log, now, store } = this.options
    const isHeld = () => this.isHeld(id)
    const begun = new SupervisedExporter({ record, ledger, make, log, now, book: store.exporters, isHeld })
    this.running.set(id, begun)
    void begun.done.then(() => {
      this.running.delete(id)
      this.stir()
    })
  }

  private async hold(id: string): Promise<boolean> {
    const began = performance.now()
    if ((this.heldUntil.get(id) ?? 0) - began > this.leaseMs / 2) return true
    const isHeld = await this.options.store.lease(`exporter ${id}`, this.holder, this.leaseMs)
    if (isHeld) this.heldUntil.set(id, began + this.leaseMs)
    else this.heldUntil.delete(id)
    return isHeld
  }

  private isHeld(id: string): boolean {
    return performance.now() < (this.heldUntil.get(id) ?? 0)
  }

  private entries(): [string, { record: ExporterRecord; stop: () => void }][] {
    return [...this.running].map(([id, one]) => [id, { record: one.record, stop: () => one.stop() }])
  }
}
