import type { AnalyticsStore } from './analytics-store.ts'

/**
 * Opened at its first use. A store of usage that cannot be opened keeps nobody from starting: whoever uses it is told, gateways keep what they have, and
 * the next use tries again.
 */
export function lazyAnalyticsStore(open: () => Promise<AnalyticsStore>): AnalyticsStore {
  let opening: Promise<AnalyticsStore> | undefined
  let isClosed = false
  const use = async <T>(work: (store: AnalyticsStore) => Promise<T>): Promise<T> => {
    if (isClosed) throw new Error('the store of usage is closed')
    opening ??= open()
    const mine = opening
    const store = await mine.catch((error: unknown) => {
      if (opening === mine) opening = undefined
      throw error
    })
    return work(store)
  }
  return {
    ingest: (records, source, texts) => use((store) => store.ingest(records, source, texts)),
    recordsAfter: (after, limit) => use((store) => store.recordsAfter(after, limit)),
    bounds: () => use((store) => store.bounds()),
    numberSince: (organisationId, at) => use((store) => store.numberSince(organisationId, at)),
    totals: (query) => use((store) => store.totals(query)),
    series: (query, per) => use((store) => store.series(query, per)),
    breakdown: (query, by, options) => use((store) => store.breakdown(query, by, options)),
    percentiles: (query, of, percents) => use((store) => store.percentiles(query, of, percents)),
    policyHits: (query) => use((store) => store.policyHits(query)),
    requests: (query) => use((store) => store.requests(query)),
    record: (organisationId, id) => use((store) => store.record(organisationId, id)),
    conversations: (query) => use((store) => store.conversations(query)),
    forget: (times) => use((store) => store.forget(times)),
    exporterState: (exporter) => use((store) => store.exporterState(exporter)),
    keepExporterState: (exporter, state) => use((store) => store.keepExporterState(exporter, state)),
    close: async () => {
      isClosed = true
      const store = await opening?.catch(() => undefined)
      await store?.close()
    },
  }
}
