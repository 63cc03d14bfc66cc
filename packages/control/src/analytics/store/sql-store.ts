import type { AnalyticsStore, Ingested } from '../analytics-store.ts'
import type { CallBatch } from './call-batch.ts'
import { conversations } from './conversations.ts'
import { Dictionary } from './dictionary.ts'
import { exporterState, keepExporterState } from './exporter-states.ts'
import { type Forgetting, type Forgotten, forgetSome } from './forget.ts'
import { ingestRecords } from './ingest-records.ts'
import { type StoreLimits, storeLimits } from './limits.ts'
import { readGeneration } from './notes.ts'
import { percentiles } from './percentiles.ts'
import { bounds, numberSince, record, recordsAfter, requests } from './raw-queries.ts'
import { breakdown, policyHits, series, totals } from './rollup-queries.ts'
import type { Sql } from './sql.ts'

/** As the seam has it, but that records come in columns and forgetting goes in pieces. */
export interface SqlStore extends Omit<AnalyticsStore, 'ingest' | 'forget'> {
  ingest(batch: CallBatch): Promise<Ingested>
  forgetSome(times: Forgetting): Promise<Forgotten>
  /** Gives a piece of what was deleted back to the file system; whether there is more. */
  giveBack(): Promise<boolean>
}

export interface SqlStoreOptions {
  readonly now: () => number
  readonly limits?: Partial<StoreLimits> | undefined
}

export function sqlStore(sql: Sql, { now, limits }: SqlStoreOptions): SqlStore {
  const { recordsBeforeSumming } = { ...storeLimits, ...limits }
  let dictionary = new Dictionary(now, limits)
  let last: Promise<unknown> = Promise.resolve()
  const ingest: SqlStore['ingest'] = async (batch) => {
    try {
      return await sql.change(async (inside) => {
        const generation = await readGeneration(inside)
        if (generation !== dictionary.generation) dictionary = new Dictionary(now, limits, generation)
        return await ingestRecords(inside, batch, { dictionary, recordsBeforeSumming })
      })
    } catch (error) {
      // What it learnt was undone.
      dictionary = new Dictionary(now, limits)
      throw error
    }
  }
  return {
    // In turns: nobody builds on what another one learns before that is kept.
    ingest: (batch) => {
      const mine = last.then(() => ingest(batch))
      last = mine.catch(() => undefined)
      return mine
    },
    recordsAfter: (after, limit) => recordsAfter(sql, after, limit),
    bounds: () => bounds(sql),
    numberSince: (organisationId, at) => numberSince(sql, organisationId, at),
    totals: (query) => totals(sql, query),
    series: (query, per) => series(sql, query, per),
    breakdown: (query, by, options) => breakdown(sql, query, { ...options, by }),
    percentiles: (query, of, percents) => percentiles(sql, query, { of, percents }),
    policyHits: (query) => policyHits(sql, query),
    requests: (query) => requests(sql, query),
    record: (organisationId, id) => record(sql, organisationId, id),
    conversations: (query) => conversations(sql, query),
    forgetSome: (times) => forgetSome(sql, times),
    giveBack: () => sql.giveBack(),
    exporterState: (exporter) => exporterState(sql, exporter),
    keepExporterState: (exporter, state) => keepExporterState(sql, exporter, state),
    close: () => sql.close(),
  }
}
