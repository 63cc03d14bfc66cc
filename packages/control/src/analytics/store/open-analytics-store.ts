import { PlainFailure } from '../../plain-failure.ts'
import type { AnalyticsStore } from '../analytics-store.ts'
import { callBatch } from './call-batch.ts'
import { forgetAll } from './forget-all.ts'
import type { StoreLimits } from './limits.ts'
import { openPostgresSql } from './postgres-sql.ts'
import { sqlStore } from './sql-store.ts'
import { openSqliteStore } from './sqlite-store.ts'

export interface AnalyticsStoreOptions {
  /** `postgres://…`, or the path of an SQLite file: `usage.db` of the data folder. */
  readonly location: string
  /** Of connections to Postgres that nobody uses at the time. */
  readonly onIdleError: (error: Error) => void
  /** For tests. */
  readonly limits?: Partial<StoreLimits>
}

/** Opens the store of usage, and makes its tables where there are none. */
export async function openAnalyticsStore({
  location,
  onIdleError,
  limits,
}: AnalyticsStoreOptions): Promise<AnalyticsStore> {
  const isPostgres = /^postgres(ql)?:\/\//.test(location)
  try {
    if (!isPostgres) return await openSqliteStore(location, limits)
    const store = sqlStore(await openPostgresSql(location, onIdleError), { now: Date.now, limits })
    const { forgetSome, giveBack, ...same } = store
    return {
      ...same,
      ingest: (records, source, texts) => store.ingest(callBatch(records, source, texts)),
      forget: (times) => forgetAll(times, { forgetSome, giveBack }),
    }
  } catch (error) {
    const what = isPostgres ? 'The usage tables of the database' : `The usage database ${location}`
    throw new PlainFailure(`${what} cannot be used: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    })
  }
}
