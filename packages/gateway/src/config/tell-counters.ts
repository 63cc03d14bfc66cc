import type { Logger } from 'pino'
import type { OpenCounters } from '../quota/open-counters.ts'
import type { TouchedLimits } from '../quota/touched-limits.ts'
import type { ControlAddress } from './control-link.ts'
import { CounterReports } from './counter-reports.ts'

interface TellOptions {
  readonly control: ControlAddress
  readonly touched: TouchedLimits
  readonly counters: Pick<OpenCounters, 'store' | 'local'>
  readonly log: Logger
  now(): number
}

/** Begins to tell the control plane how limits stand; what is open when it stops is told once more. */
export function tellCounters({ counters, ...options }: TellOptions): { stop(): Promise<void> } {
  const ending = new AbortController()
  const counting = counters.local === null ? 'together' : 'alone'
  const reports = new CounterReports({ ...options, counters: counters.store, counting, signal: ending.signal })
  return {
    stop: async () => {
      ending.abort()
      await reports.ended
    },
  }
}
