import type { Logger } from 'pino'
import type { CounterStore, LocalCounterStore } from '../counters/counter-store.ts'
import { MemoryCounterStore } from '../counters/memory.ts'
import { openRedisCounterStore } from '../counters/redis.ts'
import { SharedMemoryCounterStore } from '../counters/shared-memory.ts'

export interface CountersOptions {
  /** Where all gateways count together; undefined: this gateway counts by itself. */
  readonly redisUrl?: string | undefined
  /** Memory that the threads of this gateway share; undefined: it has one thread. */
  readonly memory?: SharedArrayBuffer | undefined
  readonly log: Logger
}

export interface OpenCounters {
  readonly store: CounterStore
  /** The same store, where it ends with the process: it has to be saved and restored. null: it lives elsewhere. */
  readonly local: LocalCounterStore | null
  close(): void
}

/** Where this gateway counts. */
export function openCounters({ redisUrl, memory, log }: CountersOptions): OpenCounters {
  if (redisUrl !== undefined) {
    const store = openRedisCounterStore({
      url: redisUrl,
      onStatus: (status) =>
        status.isAvailable
          ? log.info('the counters in Redis can be reached')
          : log.error({ reason: status.reason }, 'the counters in Redis cannot be reached'),
    })
    return { store, local: null, close: () => store.close() }
  }
  const local = memory === undefined ? new MemoryCounterStore() : new SharedMemoryCounterStore(memory)
  return { store: local, local, close: () => {} }
}
