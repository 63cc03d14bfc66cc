import { createClient, ErrorReply } from '@redis/client'
import { RedisCounterStore } from './redis-counters.ts'
import type { Script, ScriptAnswer, ScriptConnection } from './script-connection.ts'

/** Which Redis, and under which name. */
export interface RedisAddress {
  /** `redis://` or `rediss://`, with user, password and database; or the path of a socket. */
  readonly url: string
  /** Gateways with the same name count together. It is the hash tag of all keys, so that in a cluster they lie in one place. */
  readonly name: string
}

export interface RedisOptions extends Pick<RedisAddress, 'url'> {
  /** How long a call waits for an answer. */
  readonly commandMs?: number
  /** Told when Redis goes away and when it is back; the reason is for the log, not for callers. */
  readonly onStatus?: (status: RedisStatus) => void
  /** Told, each time that it is back, what it does where its memory is full: `noeviction`, or which counters it forgets. */
  readonly onMemoryPolicy?: (policy: string) => void
}

export type RedisStatus = { readonly isAvailable: true } | { readonly isAvailable: false; readonly reason: string }

const commandMsPreset = 250
const connectMs = 2_000
const firstRetryMs = 50
const retryMsMax = 1_000
/** Silence after which a connection is given up and made anew, with commands waiting for their answers. */
const stallMs = 1_000
/** Until a server that is there, but takes no commands yet, is asked again. */
const greetAgainMs = 100
/** Commands that wait for an answer; more calls than that hear at once that it is slow. */
const waitingMax = 10_000

/** Counters that all gateways share. It connects by itself, again and again, and says so; until then every answer is `away`. */
export function openRedisCounterStore({ name, ...options }: RedisOptions & RedisAddress): RedisCounterStore {
  return new RedisCounterStore(new RedisConnection(options), name)
}

type Client = ReturnType<typeof connectClient>

/** One connection on which scripts run, each answered in bounded time. */
export class RedisConnection implements ScriptConnection {
  onReady: () => void = () => {}
  private client: Client
  private readonly options: RedisOptions
  private readonly commandMs: number
  private isAvailable: boolean | null = null
  private isClosed = false
  /** It has answered on this connection: a server that hangs takes connections all the same. */
  private hasAnswered = false
  private greeting: NodeJS.Timeout | undefined
  private waiting = 0
  /** Since when nothing was answered, though somebody waits for it; null: it answers. */
  private silentSince: number | null = null

  constructor(options: RedisOptions) {
    this.options = options
    this.commandMs = options.commandMs ?? commandMsPreset
    this.client = this.connect()
  }

  async run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptAnswer> {
    if (!this.client.isReady || !this.hasAnswered) return { kind: 'not-sent' }
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
      // It may have answered that it takes nothing, and now it does.
      if (kind === 'done' && script.onlyReads !== true) this.say({ isAvailable: true })
    })
    return this.withinTime(answer)
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.greeting)
    this.client.destroy()
  }

  private withinTime(answer: Promise<ScriptAnswer>): Promise<ScriptAnswer> {
    return new Promise((resolve) => {
      let isAnswered = false
      const giveUp = () => {
        if (isAnswered) return
        this.silentSince ??= performance.now()
        resolve({ kind: 'slow', later: answer })
      }
      const half = this.commandMs / 2
      // Where it is this process that was late, Redis has the second half; and what waits in the socket is read before the next immediate.
      let timer = setTimeout(() => {
        timer = setTimeout(() => setImmediate(giveUp), half)
      }, half)
      void answer.then((value) => {
        isAnswered = true
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
    if (this.silentSince === null || performance.now() - this.silentSince < stallMs) return
    this.connectAnew()
  }

  private connectAnew(): void {
    if (this.isClosed) return
    this.say({ isAvailable: false, reason: 'it does not answer' })
    this.client.destroy()
    this.client = this.connect()
  }

  private connect(): Client {
    this.silentSince = null
    this.hasAnswered = false
    const client = connectClient(this.options.url)
    client.on('error', (error: Error) => {
      if (client === this.client) this.say({ isAvailable: false, reason: error.message })
    })
    client.on('ready', () => this.greet(client))
    // What it rejects with was told as an error before; it tries again until it is destroyed.
    client.connect().catch(() => {})
    return client
  }

  /** A connection is of use once something was answered on it. */
  private greet(client: Client): void {
    if (client !== this.client || this.isClosed) return
    this.hasAnswered = false
    clearTimeout(this.greeting)
    this.greeting = setTimeout(() => this.connectAnew(), stallMs)
    client.sendCommand(['INFO', 'memory']).then(
      (info) => this.answered(client, String(info)),
      (error: unknown) => {
        if (client !== this.client || !(error instanceof ErrorReply)) return
        // Who may run scripts may still not be told about the server.
        if (error.message.startsWith('NOPERM')) return this.answered(client, '')
        this.say({ isAvailable: false, reason: error.message })
        clearTimeout(this.greeting)
        this.greeting = setTimeout(() => this.greet(client), greetAgainMs)
      },
    )
  }

  private answered(client: Client, info: string): void {
    if (client !== this.client || this.isClosed) return
    clearTimeout(this.greeting)
    this.hasAnswered = true
    const policy = /^maxmemory_policy:([\w-]+)/m.exec(info)?.[1]
    if (policy !== undefined) this.options.onMemoryPolicy?.(policy)
    this.say({ isAvailable: true })
    this.onReady()
  }

  private say(status: RedisStatus): void {
    if (this.isAvailable === status.isAvailable || this.isClosed) return
    this.isAvailable = status.isAvailable
    this.options.onStatus?.(
      status.isAvailable ? status : { ...status, reason: withoutSecrets(status.reason, this.options.url) },
    )
  }
}

/** Some servers repeat in an error what they were sent. */
function withoutSecrets(reason: string, url: string): string {
  if (!URL.canParse(url)) return reason
  const { username, password } = new URL(url)
  return [password, decodeURIComponent(password), username, decodeURIComponent(username)]
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '…'), reason)
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
