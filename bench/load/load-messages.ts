import type { Percentiles } from '../measure/histogram.ts'
import type { Expectation } from '../scenario.ts'

/** bench → load generator: one measurement. */
export interface LoadJob {
  readonly port: number
  /** The whole request, head and body, base64. */
  readonly request: string
  readonly expected: Expectation
  readonly connections: number
  readonly shape: 'back-to-back' | 'held-open'
  readonly warmUpMs: number
  readonly measureMs: number
  /** Where it stops whatever happens. */
  readonly deadlineMs: number
  /** Processes whose CPU time is read at both ends of the measurement. */
  readonly processes: { readonly contestant: number | null; readonly mock: number }
}

/** load generator → bench. Milliseconds and microseconds as the names say. */
export interface LoadResult {
  readonly seconds: number
  readonly calls: number
  readonly events: number
  /** Calls of the whole job, warm-up and end included: what a ledger has to hold. */
  readonly callsInAll: number
  readonly cpuMicroseconds: {
    readonly contestant: number
    readonly mock: number
    readonly load: number
    /** All other processes of the machine, and what the machine's host took for itself: the noise. */
    readonly others: number
    readonly stolen: number
  }
  /** Resident size of the contestant before the first connection, and at the end of the measurement. */
  readonly rssKilobytes: { readonly before: number; readonly loaded: number }
  readonly firstByteMs: Percentiles
  readonly totalMs: Percentiles
  readonly eventDelayMs: Percentiles
  readonly failures: { readonly count: number; readonly first: string | null }
}
