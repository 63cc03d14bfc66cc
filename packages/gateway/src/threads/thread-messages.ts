import type { WaitingRequest } from '../capture/request-queue.ts'
import type { CarryingOptions, Gateway } from '../gateway.ts'
import type { ToldLimit } from '../quota/touched-limits.ts'
import type { BooksPlace } from '../recovery/books.ts'
import type { ListenAt } from '../server/listening.ts'
import type { KeyUse } from '../usage/key-uses.ts'

/** What the main thread and the threads that carry calls tell each other. Data only: it is copied. */

/** Where calls are taken. */
export type Ports = Gateway['ports']

/** What a thread is started with. */
export interface ThreadSettings
  extends Pick<
    CarryingOptions,
    | 'certificate'
    | 'usageDirectory'
    | 'redisUrl'
    | 'counterMemory'
    | 'allowPrivateUpstreams'
    | 'serviceSecretsFile'
    | 'scanning'
    | 'ticketKeys'
    | 'trustedProxies'
  > {
  readonly logLevel: string
  /** Where the books of all threads are kept. */
  readonly booksPlace: BooksPlace
}

/** As `workerData`. */
export interface ThreadStart extends ThreadSettings {
  /** From 1. */
  readonly number: number
}

export type ToThread =
  /** Lines of a snapshot. The next text comes once this one was `taken`, so that a large configuration does not hold calls up. */
  | { readonly type: 'configuration'; readonly text: string }
  /** The answer to `prepared`. */
  | { readonly type: 'listen'; readonly at: ListenAt }
  | { readonly type: 'stop'; readonly graceMs: number }

export type FromThread =
  /** With the version that is now in force there. */
  | { readonly type: 'taken'; readonly version: number }
  /** A configuration is in force: where shall it listen? */
  | { readonly type: 'prepared' }
  | { readonly type: 'ready'; readonly ports: Ports }
  /** From time to time, if there is news. */
  | {
      readonly type: 'note'
      readonly openCalls: number
      readonly keyUses: readonly KeyUse[]
      readonly touched: readonly ToldLimit[]
    }
  | { readonly type: 'kept-request'; readonly request: Omit<WaitingRequest, 'body'>; readonly body: Uint8Array }
  /** It cannot start, and ends: a sentence for the person at the terminal. */
  | { readonly type: 'failed'; readonly message: string }
