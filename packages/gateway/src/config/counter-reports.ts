import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CounterReport,
  counterIdLengthMax,
  countersAtOnceMax,
  subjectLengthMax,
  type ToldCounter,
} from '@tollgate/contract/counter-report'
import type { Logger } from 'pino'
import type { CounterState, CounterStore } from '../counters/counter-store.ts'
import { type Period, type RollingPeriod, slotMsOf } from '../counters/window.ts'
import type { ToldLimit, TouchedLimits } from '../quota/touched-limits.ts'
import { type ControlAddress, requestControl } from './control-link.ts'
import { QuietWatch } from './quiet-watch.ts'

interface ReportOptions {
  readonly control: ControlAddress
  readonly touched: TouchedLimits
  /** Where they are counted. */
  readonly counters: Pick<CounterStore, 'read'>
  readonly counting: CounterReport['counting']
  readonly log: Pick<Logger, 'warn'>
  /** Unix milliseconds. */
  now(): number
  readonly signal: AbortSignal
  readonly everyMs?: number
}

const reportEveryMs = 1_000
const answerMsMax = 5_000
/** When the gateway ends: what calls did in its last second is told as well, if the control plane is there. */
const lastReportMs = 1_000
/** What open calls have set aside is looked at again after this: a lease that ends is no call that touches anything. */
const lookAgainMs = 5_000
/** Limits that are looked at again; those beyond are told of when a call touches them. */
const lookAgainMax = 10_000

/**
 * Tells the control plane how the limits stand that calls have touched: beside the calls, in one report a second for many calls. While it
 * is away they wait by name alone, and are read when they can be told: what is told is always the newest.
 */
export class CounterReports {
  private readonly options: ReportOptions
  /** What changes without a call, and when it is looked at again. */
  private readonly again = new Map<string, { readonly limit: ToldLimit; readonly dueAt: number }>()
  private isWanted = true
  readonly ended: Promise<void>

  constructor(options: ReportOptions) {
    this.options = options
    this.ended = this.run()
  }

  private async run(): Promise<void> {
    const { signal, everyMs = reportEveryMs } = this.options
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {})
      if (!signal.aborted) await this.reportAll(signal, answerMsMax)
    }
    await this.reportAll(AbortSignal.timeout(lastReportMs), lastReportMs)
  }

  private async reportAll(signal: AbortSignal, answerMs: number): Promise<void> {
    const { touched } = this.options
    this.takeDue()
    while (!touched.isEmpty && !signal.aborted) {
      const limits = touched.take(countersAtOnceMax)
      if (await this.report(limits, signal, answerMs)) continue
      return touched.giveBack(limits)
    }
  }

  /** False: they could not be told. */
  private async report(limits: readonly ToldLimit[], signal: AbortSignal, answerMs: number): Promise<boolean> {
    const { control, counters, counting, log, now } = this.options
    const at = now()
    using watch = new QuietWatch(signal, answerMs)
    try {
      const read = await counters.read(
        limits.map(({ counter }) => counter),
        at,
      )
      if (read.kind === 'unavailable') return false
      const told = limits.flatMap((limit, index) => describe(limit, read.states[index], at))
      if (told.length === 0) return true
      const body = { counting, counters: told } satisfies CounterReport
      const call = { method: 'POST', path: '/internal/v1/counters', body, signal: watch.signal } as const
      const response = await requestControl(control, call)
      response.destroy()
      const status = response.statusCode ?? 0
      if (status === 401 || status >= 500) return false
      // It is older than this gateway: it will not take them the next time either, and nobody is in need of them.
      if (status >= 300 && this.isWanted) log.warn({ status }, 'the control plane does not take how limits stand')
      this.isWanted = status < 300
      for (const [index, limit] of limits.entries()) this.lookAgain(limit, read.states[index], at)
      return true
    } catch {
      // Away, as the follower of its changes says; they wait.
      return false
    }
  }

  private takeDue(): void {
    const now = this.options.now()
    for (const [id, { limit, dueAt }] of this.again) {
      if (dueAt > now) continue
      this.again.delete(id)
      this.options.touched.add(limit)
    }
  }

  private lookAgain(limit: ToldLimit, state: CounterState | undefined, at: number): void {
    const { id, period } = limit.counter
    this.again.delete(id)
    if (state === undefined || this.again.size >= lookAgainMax) return
    const forgetsMs = isRolling(period) && state.used > 0 ? slotMsOf(period) : Number.POSITIVE_INFINITY
    const waitMs = state.reserved > 0 ? Math.min(forgetsMs, lookAgainMs) : forgetsMs
    if (waitMs < Number.POSITIVE_INFINITY) this.again.set(id, { limit, dueAt: at + waitMs })
  }
}

function isRolling(period: Period): period is RollingPeriod {
  return period.kind === 'rolling'
}

function describe(
  { told, scope, metric, counter }: ToldLimit,
  state: CounterState | undefined,
  at: number,
): ToldCounter[] {
  if (state === undefined) return []
  const { id: ownerId, subject, resetAt } = told
  // A client names models as it likes; what the report has no room for is left out of it.
  if (counter.id.length > counterIdLengthMax || subject.length > subjectLengthMax) return []
  const { limit, used, reserved, resetsAt } = state
  const amounts = { limit, used: Math.max(0, used), reserved: Math.max(0, reserved), resetsAt }
  return [
    { id: counter.id, scope, ownerId, subject, resetAt, metric, period: shownPeriod(counter.period), ...amounts, at },
  ]
}

function shownPeriod(period: Period): ToldCounter['period'] {
  switch (period.kind) {
    case 'concurrency':
      return null
    case 'rolling':
      return { count: period.count, unit: period.unit, window: 'rolling' }
    default: {
      const { count, unit, timeZone } = period
      return timeZone === undefined ? { count, unit } : { count, unit, timeZone }
    }
  }
}
