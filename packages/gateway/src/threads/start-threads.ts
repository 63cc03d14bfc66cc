import { randomBytes } from 'node:crypto'
import { RequestQueue } from '../capture/request-queue.ts'
import { type Config, startConfig } from '../config/source.ts'
import { tellCounters } from '../config/tell-counters.ts'
import { createCounterMemory } from '../counters/create-counter-memory.ts'
import { type Gateway, type GatewayOptions, shippingOf } from '../gateway.ts'
import { openPolicyTools } from '../open-policy-tools.ts'
import { openCounters } from '../quota/open-counters.ts'
import { TouchedLimits } from '../quota/touched-limits.ts'
import { Books } from '../recovery/books.ts'
import { sharedScanLimits } from '../scanning/scan-pool.ts'
import { checkPortsAreFree } from '../server/listening.ts'
import { KeyUses } from '../usage/key-uses.ts'
import { UsageShipper } from '../usage/shipping/usage-shipper.ts'
import { GatewayThreads } from './gateway-threads.ts'
import type { ThreadSettings } from './thread-messages.ts'

/** As OpenSSL wants them. */
const ticketKeysBytes = 48

type FromGateway =
  | 'listen'
  | 'control'
  | 'lastGoodDirectory'
  | 'software'
  | 'usageDays'
  | 'policies'
  | 'protocols'
  | 'log'

export interface ThreadsOptions extends Omit<ThreadSettings, 'booksPlace'>, Pick<GatewayOptions, FromGateway> {
  /** How many carry calls, beside the main one. */
  readonly threads: number
}

export interface ThreadedGateway extends Gateway {
  /** How many threads take calls now. */
  listeningThreads(): number
  /** Ends a thread (from 1) as a crash does. */
  crash(number: number): Promise<void>
}

/**
 * Starts a gateway whose calls are carried by several threads: resolves once all of them take calls. This one carries none. It follows the control plane,
 * keeps the last good copy, hands every change to the threads, and reports for all of them.
 */
export async function startThreads(options: ThreadsOptions): Promise<ThreadedGateway> {
  const { log, listen, control, lastGoodDirectory, software = 'unknown', policies, protocols, threads: count } = options
  await checkPortsAreFree(listen)
  let config: Config | undefined
  const keyUses = new KeyUses()
  const keptRequests = new RequestQueue()
  const onInForce = () => config?.report()
  const counterMemory = counterMemoryOf(options)
  const counters = openCounters({ redisUrl: options.redisUrl, memory: counterMemory, log })
  const { local } = counters
  const books = new Books({ usageDirectory: options.usageDirectory, local, kept: counters.shared, log, now: Date.now })
  const touched = new TouchedLimits()
  const telling = tellCounters({ control, touched, counters, log, now: Date.now })
  const shipping = new UsageShipper({ ...shippingOf(options), now: Date.now })
  const threads = new GatewayThreads({
    count,
    settings: { ...settingsOf(options), counterMemory, booksPlace: books.place },
    listen,
    keyUses,
    touched,
    keptRequests,
    log,
    onInForce,
  })
  const { tools, close } = openPolicyTools({ ...options, pepper: () => config?.holder.current.pepper ?? '' })
  let stopped: Promise<void> | undefined
  const end = async (graceMs: number) => {
    await threads.stop(graceMs)
    await telling.stop()
    await config?.stop()
    await close()
    counters.close()
    await books.close()
    await shipping.stop()
  }
  const stop = (graceMs: number) => {
    stopped ??= end(graceMs)
    return stopped
  }
  try {
    config = await startConfig({
      ...{ control, lastGoodDirectory, software, log, keyUses, keptRequests },
      registry: { policies, protocols, tools, now: Date.now },
      onChange: (index, change) => threads.changed(index, change),
      versionInForce: () => threads.versionInForce,
      openCalls: () => threads.openCalls,
      countersStatus: () => counters.status(),
    })
    const ports = await threads.listening
    config.report()
    return {
      ports,
      configVersion: () => threads.versionInForce,
      stop,
      listeningThreads: () => threads.listeningCount,
      crash: (number) => threads.crash(number),
    }
  } catch (error) {
    await stop(0)
    throw error
  }
}

/** What of all that a thread gets: the token of the control plane stays here. */
function settingsOf(options: ThreadsOptions): Omit<ThreadSettings, 'counterMemory' | 'booksPlace'> {
  const { certificate, usageDirectory, redisUrl, allowPrivateUpstreams, serviceSecretsFile } = options
  const { trustedProxies, logLevel } = options
  return {
    ...{ certificate, usageDirectory, redisUrl, allowPrivateUpstreams, serviceSecretsFile, trustedProxies, logLevel },
    ticketKeys: randomBytes(ticketKeysBytes),
    scanning: sharedScanLimits(options.threads),
  }
}

function counterMemoryOf({ counterMemory, redisUrl }: ThreadsOptions): SharedArrayBuffer | undefined {
  if (redisUrl !== undefined) return undefined
  return counterMemory ?? createCounterMemory()
}
