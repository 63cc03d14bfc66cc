import type { AnalyticsStore } from '../analytics/analytics-store.ts'
import type { UsageMetrics } from './usage-metrics.ts'

/** A store of usage whose new records are counted as they are taken in: each once, because the store says which were known. */
export function countedStore(store: AnalyticsStore, metrics: UsageMetrics): AnalyticsStore {
  return {
    ...store,
    ingest: async (records, source, texts) => {
      const ingested = await store.ingest(records, source, texts)
      const leftOut = new Set(ingested.leftOut)
      const taken = records.filter((_, place) => !leftOut.has(place))
      metrics.count(source.organisationId, taken)
      return ingested
    },
  }
}
