import { type CountersStatus, countersReasonLengthMax } from '@tollgate/contract/gateway-link'
import type { Logger } from 'pino'
import type { CounterStore, LocalCounterStore } from '../counters/counter-store.ts'
import { MemoryCounterStore } from '../counters/memory.ts'
import { openRedisCounterStore } from '../counters/redis.ts'
import type { RedisCounterStore } from '../counters/redis-counters.ts'
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
  /** The same store, where gateways share it and it can be away; null: it cannot. */
  readonly shared: RedisCounterStore | null
  /** Whether the shared store can be reached; null: there is none. */
  status(): CountersStatus | null
  close(): void
}

/** What is counted has an id that no other installation has, so that all on one Redis may share the name. */
const counterName = 'tollgate'

/** Where this gateway counts. */
export function openCounters({ redisUrl, memory, log }: CountersOptions): OpenCounters {
  if (redisUrl !== undefined && redisUrl !== '') return openShared(redisUrl, log)
  const local = memory === undefined ? new MemoryCounterStore() : new SharedMemoryCounterStore(memory)
  return { store: local, local, shared: null, status: () => null, close: () => {} }
}

function openShared(url: string, log: Logger): OpenCounters {
  let status: CountersStatus = { isAvailable: false, reason: 'it was not reached yet', since: Date.now() }
  const store = openRedisCounterStore({
    url,
    name: counterName,
    onStatus: (said) => {
      const reason = said.isAvailable ? null : said.reason.slice(0, countersReasonLengthMax)
      status = { isAvailable: said.isAvailable, reason, since: Date.now() }
      if (said.isAvailable) log.info('the counters in Redis can be reached')
      else log.error({ reason }, 'the counters in Redis cannot be reached')
    },
    onMemoryPolicy: (policy) => {
      if (policy === 'noeviction') return
      log.warn({ policy }, 'Redis forgets counters where its memory is full: set its maxmemory-policy to noeviction')
    },
  })
  return { store, local: null, shared: store, status: () => status, close: () => store.close() }
}
