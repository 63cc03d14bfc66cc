import { setTimeout as sleep } from 'node:timers/promises'
import { type CountersStatus, type GatewayStatus, statusEveryMs } from '@tollgate/contract/gateway-link'
import type { KeyUse, KeyUses } from '../usage/key-uses.ts'
import { type ControlAddress, requestControl } from './control-link.ts'
import type { SnapshotHolder } from './holder.ts'
import { QuietWatch } from './quiet-watch.ts'

interface StatusOptions {
  readonly control: ControlAddress
  readonly holder: SnapshotHolder
  /** Tollgate's version. */
  readonly software: string
  /** Where calls are carried elsewhere; undefined: the holder's. */
  readonly versionInForce?: (() => number) | undefined
  openCalls(): number
  /** Of the counters that it shares with others. */
  countersStatus(): CountersStatus | null
  readonly keyUses: KeyUses
  readonly signal: AbortSignal
  readonly everyMs?: number
}

const answerMsMax = 5_000

/**
 * Tells the control plane what is in force here: after every change at once, and from time to time. A report that does not arrive
 * matters to nobody here; the next one says all that it said.
 */
export class StatusReports {
  private readonly options: StatusOptions
  private readonly startedAt = Date.now()
  private wake: AbortController = new AbortController()
  readonly ended: Promise<void>

  constructor(options: StatusOptions) {
    this.options = options
    this.ended = this.run()
  }

  /** Another version is in force. */
  changed(): void {
    this.wake.abort()
  }

  private async run(): Promise<void> {
    const { signal, everyMs = statusEveryMs } = this.options
    const stop = () => this.wake.abort()
    signal.addEventListener('abort', stop, { once: true })
    while (!signal.aborted) {
      this.wake = new AbortController()
      await this.report().catch(() => {})
      if (!signal.aborted) await sleep(everyMs, undefined, { signal: this.wake.signal }).catch(() => {})
    }
  }

  private async report(): Promise<void> {
    const { control, signal } = this.options
    using watch = new QuietWatch(signal, answerMsMax)
    const keyUses = this.options.keyUses.take()
    const body = this.status(keyUses)
    try {
      const call = { method: 'POST', path: '/internal/v1/status', body, signal: watch.signal } as const
      const response = await requestControl(control, call)
      response.destroy()
      if (response.statusCode !== 204) this.options.keyUses.giveBack(keyUses)
    } catch (error) {
      this.options.keyUses.giveBack(keyUses)
      throw error
    }
  }

  private status(keyUses: KeyUse[]): GatewayStatus {
    const { holder, software, versionInForce = () => holder.version } = this.options
    const { source, refused } = holder
    const version = versionInForce()
    const [openCalls, counters] = [this.options.openCalls(), this.options.countersStatus()]
    return { version, software, startedAt: this.startedAt, source, refused, openCalls, counters, keyUses }
  }
}
