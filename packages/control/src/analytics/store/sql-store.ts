import type { AnalyticsStore } from '../analytics-store.ts'
import type { RecordSource } from '../usage-facts.ts'
import { conversations } from './conversations.ts'
import { Dictionary, type DictionaryLimits } from './dictionary.ts'
import { exporterState, keepExporterState } from './exporter-states.ts'
import { type Forgetting, type Forgotten, forgetSome } from './forget.ts'
import { type GivenRecord, ingestRecords } from './ingest-records.ts'
import { bounds, record, recordsAfter, requests } from './raw-queries.ts'
import { breakdown, percentiles, series, totals } from './rollup-queries.ts'
import type { Sql } from './sql.ts'

/** As the seam has it, but that records come with their texts and forgetting goes in pieces. */
export interface SqlStore extends Omit<AnalyticsStore, 'ingest' | 'forget'> {
  ingest(given: readonly GivenRecord[], source: RecordSource): Promise<{ readonly taken: number }>
  forgetSome(times: Forgetting): Promise<Forgotten>
}

export interface SqlStoreOptions {
  readonly now: () => number
  readonly limits?: DictionaryLimits | undefined
}

export function sqlStore(sql: Sql, { now, limits }: SqlStoreOptions): SqlStore {
  let dictionary = new Dictionary(now, limits)
  let last: Promise<unknown> = Promise.resolve()
  const ingest: SqlStore['ingest'] = async (given, source) => {
    try {
      return await sql.change((inside) => ingestRecords(inside, dictionary, { given, source }))
    } catch (error) {
      // What it learnt was undone.
      dictionary = new Dictionary(now, limits)
      throw error
    }
  }
  return {
    // In turns: nobody builds on what another one learns before that is kept.
    ingest: (given, source) => {
      const mine = last.then(() => ingest(given, source))
      last = mine.catch(() => undefined)
      return mine
    },
    recordsAfter: (after, limit) => recordsAfter(sql, after, limit),
    bounds: () => bounds(sql),
    totals: (query) => totals(sql, query),
    series: (query, per) => series(sql, query, per),
    breakdown: (query, by, options) => breakdown(sql, query, { ...options, by }),
    percentiles: (query, of, percents) => percentiles(sql, query, { of, percents }),
    requests: (query) => requests(sql, query),
    record: (organisationId, id) => record(sql, organisationId, id),
    conversations: (query) => conversations(sql, query),
    forgetSome: (times) => forgetSome(sql, times),
    exporterState: (exporter) => exporterState(sql, exporter),
    keepExporterState: (exporter, state) => keepExporterState(sql, exporter, state),
    close: () => sql.close(),
  }
}
