import { createClient, ErrorReply } from '@redis/client'
import { RedisCounterStore } from './redis-counters.ts'
import type { ScriptAnswer, ScriptConnection } from './script-connection.ts'

export interface RedisOptions {
  /** `redis://` or `rediss://`, with user, password and database; or the path of a socket. */
  readonly url: string
  /** Gateways with the same name count together. It is the hash tag of all keys, so that in a cluster they lie in one place. */
  readonly name?: string
  /** How long a call waits for an answer. */
  readonly commandMs?: number
  /** Told when Redis goes away and when it is back; the reason is for the log, not for callers. */
  readonly onStatus?: (status: RedisStatus) => void
}

export type RedisStatus = { readonly isAvailable: true } | { readonly isAvailable: false; readonly reason: string }

const commandMsPreset = 250
const connectMs = 2_000
const firstRetryMs = 50
const retryMsMax = 1_000
/** Silence after which a connection is given up and made anew, with commands waiting for their answers. */
const stallMs = 1_000
/** Commands that wait for an answer; more calls than that hear at once that it is slow. */
const waitingMax = 10_000

/** Counters that all gateways share. It connects by itself, again and again, and says so; until then every answer is `away`. */
export function openRedisCounterStore({ name = 'tollgate', ...options }: RedisOptions): RedisCounterStore {
  return new RedisCounterStore(new RedisConnection(options), name)
}

type Client = ReturnType<typeof connectClient>

/** One connection on which scripts run, each answered in bounded time. */
export class RedisConnection implements ScriptConnection {
  onReady: () => void = () => {}
  private client: Client
  private readonly options: Omit<RedisOptions, 'name'>
  private readonly commandMs: number
  private isAvailable: boolean | null = null
  private isClosed = false
  private waiting = 0
  /** Since when nothing was answered, though somebody waits for it; null: it answers. */
  private silentSince: number | null = null

  constructor(options: Omit<RedisOptions, 'name'>) {
    this.options = options
    this.commandMs = options.commandMs ?? commandMsPreset
    this.client = this.connect()
  }

  async run(
    script: { readonly text: string; readonly sha1: string },
    keys: readonly string[],
    args: readonly string[],
  ): Promise<ScriptAnswer> {
    if (!this.client.isReady) return { kind: 'not-sent' }
    if (this.silentSince !== null || this.waiting >= waitingMax) {
      this.giveUpIfStalled()
      return { kind: 'not-sent', isSlow: true }
    }
    this.waiting++
    const rest = [String(keys.length), ...keys, ...args]
    const { client } = this
    const reply = client.sendCommand<unknown>(['EVALSHA', script.sha1, ...rest]).catch((error: unknown) => {
      if (!(error instanceof ErrorReply) || !error.message.startsWith('NOSCRIPT')) throw error
      return client.sendCommand<unknown>(['EVAL', script.text, ...rest])
    })
    const answer = reply.then(
      (value): ScriptAnswer => ({ kind: 'done', reply: readNumbers(value) }),
      (error: unknown): ScriptAnswer => this.failed(error),
    )
    void answer.then(({ kind }) => {
      this.waiting--
      if (kind === 'done' || kind === 'error') this.silentSince = null
    })
    return this.withinTime(answer)
  }

  close(): void {
    this.isClosed = true
    this.client.destroy()
  }

  private withinTime(answer: Promise<ScriptAnswer>): Promise<ScriptAnswer> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.silentSince ??= performance.now()
        resolve({ kind: 'slow', later: answer })
      }, this.commandMs)
      void answer.then((value) => {
        clearTimeout(timer)
        resolve(value)
      })
    })
  }

  /** A rejected command may have been carried out, unless Redis itself says that it was not. */
  private failed(error: unknown): ScriptAnswer {
    if (!(error instanceof ErrorReply)) return { kind: 'unknown' }
    this.say({ isAvailable: false, reason: error.message })
    return { kind: 'error' }
  }

  private giveUpIfStalled(): void {
    if (this.silentSince === null || performance.now() - this.silentSince < stallMs || this.isClosed) return
    this.say({ isAvailable: false, reason: 'it does not answer' })
    this.client.destroy()
    this.client = this.connect()
  }

  private connect(): Client {
    this.silentSince = null
    const client = connectClient(this.options.url)
    client.on('error', (error: Error) => {
      if (client === this.client) this.say({ isAvailable: false, reason: error.message })
    })
    client.on('ready', () => this.say({ isAvailable: true }))
    client.on('ready', () => this.onReady())
    // What it rejects with was told as an error before; it tries again until it is destroyed.
    client.connect().catch(() => {})
    return client
  }

  private say(status: RedisStatus): void {
    if (this.isAvailable === status.isAvailable || this.isClosed) return
    this.isAvailable = status.isAvailable
    this.options.onStatus?.(status)
  }
}

/** Scripts answer with lists of numbers, as text. */
function readNumbers(reply: unknown): number[] {
  if (!Array.isArray(reply)) throw new Error('a script has not answered with a list')
  return reply.map(Number)
}

function connectClient(url: string) {
  const socket = {
    connectTimeout: connectMs,
    reconnectStrategy: (retries: number) => Math.min(firstRetryMs * 2 ** Math.min(retries, 10), retryMsMax),
  }
  const common = {
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  } as const
  return url.startsWith('/')
    ? createClient({ ...common, socket: { ...socket, path: url, tls: false } })
    : createClient({ ...common, url, socket })
}
