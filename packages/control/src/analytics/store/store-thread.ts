import { parentPort, workerData } from 'node:worker_threads'
import { StoreUnavailable } from '../../storage/store.ts'
import { type SqlStore, sqlStore } from './sql-store.ts'
import { openSqliteSql } from './sqlite-sql.ts'
import type { ThreadAnswer, ThreadCall, ThreadData } from './thread-calls.ts'

/** The thread that has SQLite: what is asked is done in the order of asking, and meanwhile the control plane answers people. */
async function main(): Promise<void> {
  const { file, limits }: ThreadData = workerData
  const store = sqlStore(await openSqliteSql(file), { now: Date.now, limits })
  let last: Promise<unknown> = Promise.resolve()
  parentPort?.on('message', (call: ThreadCall | 'close') => {
    last = last.then(async () => {
      if (call !== 'close') return parentPort?.postMessage(await answer(store, call))
      await store.close()
      parentPort?.close()
    })
  })
  parentPort?.postMessage('open')
}

async function answer(store: SqlStore, { id, method, given }: ThreadCall): Promise<ThreadAnswer> {
  try {
    // Called by sqlite-store.ts alone, whose types say what is given.
    const call = store[method] as (...given: readonly unknown[]) => Promise<unknown>
    return { id, value: await call(...given) }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    return { id, failure, isUnavailable: error instanceof StoreUnavailable, isRange: error instanceof RangeError }
  }
}

await main()
