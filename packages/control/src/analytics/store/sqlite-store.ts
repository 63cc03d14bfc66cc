import type { AnalyticsStore } from '../analytics-store.ts'
import { callBatch } from './call-batch.ts'
import { forgetAll } from './forget-all.ts'
import type { StoreLimits } from './limits.ts'
import type { SqlStore } from './sql-store.ts'
import type { ThreadMethod } from './thread-calls.ts'
import { ThreadClient } from './thread-client.ts'

/** For tests: to end its threads. */
export interface SqliteAnalyticsStore extends AnalyticsStore {
  readonly writer: ThreadClient
  readonly reader: ThreadClient
}

/** SQLite in two threads of this process: a long question keeps nobody from taking records in. */
export async function openSqliteStore(file: string, limits?: Partial<StoreLimits>): Promise<SqliteAnalyticsStore> {
  const [writer, reader] = [new ThreadClient({ file, limits }), new ThreadClient({ file, limits })]
  await writer.open()
  await reader.open()
  const ask =
    <M extends ThreadMethod>(client: ThreadClient, method: M) =>
    (...given: Parameters<SqlStore[M]>) =>
      // The thread runs that very method.
      client.call(method, given) as ReturnType<SqlStore[M]>
  return {
    writer,
    reader,
    ingest: (records, source, texts) => ask(writer, 'ingest')(callBatch(records, source, texts)),
    recordsAfter: ask(reader, 'recordsAfter'),
    bounds: ask(reader, 'bounds'),
    numberSince: ask(reader, 'numberSince'),
    totals: ask(reader, 'totals'),
    series: ask(reader, 'series'),
    breakdown: ask(reader, 'breakdown'),
    percentiles: ask(reader, 'percentiles'),
    policyHits: ask(reader, 'policyHits'),
    requests: ask(reader, 'requests'),
    record: ask(reader, 'record'),
    conversations: ask(reader, 'conversations'),
    forget: (times) => forgetAll(times, { forgetSome: ask(writer, 'forgetSome'), giveBack: ask(writer, 'giveBack') }),
    exporterState: ask(reader, 'exporterState'),
    keepExporterState: ask(writer, 'keepExporterState'),
    close: async () => {
      await reader.close()
      await writer.close()
    },
  }
}
