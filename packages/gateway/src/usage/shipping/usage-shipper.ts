import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ControlAddress } from '../../config/control-link.ts'
import { type ProcessLock, takeLock } from '../../files/process-lock.ts'
import { openFolderOf } from '../../recovery/books.ts'
import { forgetUsage } from './forget-usage.ts'
import { readBatch } from './read-batch.ts'
import { type Sent, sendBatch } from './send-batch.ts'
import { keepShipped, readShipped, type Shipped } from './shipped.ts'

export interface ShippingOptions {
  readonly control: ControlAddress
  readonly usageDirectory: string
  /** Days for which usage files stay once they are shipped. */
  readonly usageDays: number
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Unix milliseconds. */
  now(): number
  readonly everyMs?: number | undefined
}

const shipEveryMs = 1_000
/** Between two attempts while the control plane does not take it: twice as long each time, up to this. */
const shipBackOffMsMax = 15_000
/** When the gateway ends: what is left then goes with the next start. */
const lastShipMs = 1_000
const forgetEveryMs = 3_600_000
const dayMs = 86_400_000

/**
 * Ships the usage files to the control plane, beside the calls: whole lines in the order in which they were written, the position kept once they are
 * acknowledged. What is sent twice is known there by its id. Of several processes on a folder one ships; another goes on where that one ended.
 */
export class UsageShipper {
  private readonly options: ShippingOptions
  private readonly stopping = new AbortController()
  private readonly ending = new AbortController()
  private readonly running: Promise<void>
  private lock: ProcessLock | undefined
  private shipped: Shipped = new Map()
  private forgetAt = 0
  /** In a row. */
  private failures = 0
  /** What was last said of it in the log. */
  private trouble: string | undefined

  constructor(options: ShippingOptions) {
    this.options = options
    this.running = this.run()
  }

  /** Resolves within about a second, with what calls left behind shipped if the control plane is there. */
  async stop(): Promise<void> {
    this.stopping.abort()
    const timer = setTimeout(() => this.ending.abort(), lastShipMs)
    await this.running
    clearTimeout(timer)
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      await sleep(this.waitMs(), undefined, { signal }).catch(() => {})
      await this.turn()
    }
    // What was written while the turn before looked.
    await this.turn()
    this.lock?.release()
  }

  private waitMs(): number {
    const { everyMs = shipEveryMs } = this.options
    return Math.min(everyMs * 2 ** this.failures, Math.max(everyMs, shipBackOffMsMax))
  }

  private async turn(): Promise<void> {
    try {
      if (!this.hasLock()) return
      await this.shipAll()
      if (this.failures === 0) await this.forget()
    } catch (error) {
      this.failures++
      this.say('usage could not be shipped', { err: error })
    }
  }

  private hasLock(): boolean {
    if (this.lock !== undefined) return true
    const { usageDirectory } = this.options
    this.lock = takeLock(join(openFolderOf(usageDirectory), 'shipping.lock'))
    if (this.lock === undefined) return false
    this.shipped = readShipped(usageDirectory)
    return true
  }

  private async shipAll(): Promise<void> {
    const { control, usageDirectory, log } = this.options
    const { signal } = this.ending
    while (!signal.aborted) {
      const batch = await readBatch(usageDirectory, this.shipped)
      if (batch === undefined) return
      if (batch.lines.length > 0 && !this.isTaken(await sendBatch(control, batch.lines, signal))) return
      if (batch.damaged > 0) log.error({ lines: batch.damaged }, 'damaged lines in the usage log were not shipped')
      this.shipped = batch.shipped
      await keepShipped(usageDirectory, batch.shipped)
    }
  }

  private isTaken(sent: Sent): boolean {
    switch (sent.kind) {
      case 'taken': {
        const { passedOver } = sent.answer
        if (passedOver > 0) this.options.log.error({ lines: passedOver }, 'the control plane cannot read usage records')
        if (this.trouble !== undefined) this.options.log.info('usage is shipped again')
        this.failures = 0
        this.trouble = undefined
        return true
      }
      case 'refused':
        this.failures++
        this.say('the control plane does not take usage now; it is kept here', { status: sent.status })
        return false
      case 'away':
        this.failures++
        return false
    }
  }

  /** Once, until it is well again or something else is wrong. */
  private say(text: string, about: { readonly status: number } | { readonly err: unknown }): void {
    const trouble = `${text} ${'status' in about ? about.status : String(about.err)}`
    if (trouble !== this.trouble) this.options.log.warn(about, text)
    this.trouble = trouble
  }

  private async forget(): Promise<void> {
    const { usageDirectory, usageDays, now, log } = this.options
    if (now() < this.forgetAt) return
    this.forgetAt = now() + forgetEveryMs
    const options = { directory: usageDirectory, shipped: this.shipped, before: now() - usageDays * dayMs }
    const forgotten = await forgetUsage(options)
    if (forgotten.length === 0) return
    this.shipped = new Map([...this.shipped].filter(([file]) => !forgotten.includes(file)))
    await keepShipped(usageDirectory, this.shipped)
    log.info({ files: forgotten.length }, 'usage files were deleted: the control plane has them')
  }
}
