import { pino } from 'pino'
import type { AnalyticsStore, ExporterState, StoredRecord } from '../../analytics-store.ts'
import { factsOf } from '../../facts-of.ts'
import { randomRecords } from '../../testing/random-records.ts'
import type { Clock } from '../clock.ts'
import type { Chunk, Exporter } from '../exporter.ts'
import { ExporterRun } from '../run-exporter.ts'

const from = Date.parse('2026-11-22T10:00:00Z')

export function storedRecords(count: number, organisationId = 'org_a'): StoredRecord[] {
  const records = randomRecords(count, { seed: 7, from, to: from + 3_600_000 })
  return records.map((record, index) => {
    return { number: index + 1, record, facts: factsOf(record, { organisationId, gatewayId: 'gw_1' }) }
  })
}

interface Bench {
  readonly stored: StoredRecord[]
  readonly waits: number[]
  readonly dead: { readonly id: string; readonly reason: string }[]
  /** What the ledger has been told of deliveries, each time. */
  readonly states: ExporterState[]
  /** Throws once for each, as a database that is away. */
  readonly storeFailures: Error[]
  /** A process from its start until there is nothing more to send; then it is stopped. */
  run(exporter: Exporter): Promise<ExporterRun>
  /** A process that is killed at a wait of back-off. */
  runUntilBackOff(exporter: Exporter): Promise<ExporterRun>
}

const idleMs = 2_000

/** The engine over a ledger in memory, with a clock on which waits are over at once. */
export function exporterBench(stored: StoredRecord[]): Bench {
  const waits: number[] = []
  const dead: { id: string; reason: string }[] = []
  const states: ExporterState[] = []
  const storeFailures: Error[] = []
  let now = from + 3_600_000
  const store: Pick<AnalyticsStore, 'recordsAfter' | 'bounds' | 'exporterState' | 'keepExporterState'> = {
    recordsAfter: async (after, limit) => stored.filter(({ number }) => number > after).slice(0, limit),
    bounds: async () => ({ oldest: stored[0]?.number ?? 1, newest: stored.at(-1)?.number ?? 0 }),
    exporterState: async () => states.at(-1),
    keepExporterState: async (_, state) => {
      const failure = storeFailures.shift()
      if (failure !== undefined) throw failure
      states.push(state)
    },
  }
  const deadLetters = {
    write: async (_: string, records: Chunk['records'], { reason }: { reason: string }) => {
      dead.push(...records.map(({ id }) => ({ id, reason })))
    },
  }
  const play = async (exporter: Exporter, isLast: (ms: number) => boolean) => {
    const stop = new AbortController()
    const clock: Clock = {
      now: () => now,
      wait: async (ms) => {
        now += ms
        if (ms !== idleMs) waits.push(ms)
        if (isLast(ms)) stop.abort()
      },
    }
    const log = pino({ level: 'silent' })
    const names = { id: 'exp_1', name: 'target', organisationId: 'org_a' }
    // 0: no wait of back-off is as long as an idle one.
    const run = new ExporterRun({ ...names, exporter, store, deadLetters, clock, log, random: () => 0 })
    await run.run(stop.signal)
    return run
  }
  return {
    ...{ stored, waits, dead, states, storeFailures },
    run: (exporter) => play(exporter, (ms) => ms === idleMs),
    runUntilBackOff: (exporter) => play(exporter, (ms) => ms === idleMs || ms === 800),
  }
}
