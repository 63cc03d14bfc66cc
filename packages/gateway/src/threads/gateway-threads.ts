import type { Logger } from 'pino'
import type { RequestQueue } from '../capture/request-queue.ts'
import type { AppliedChange } from '../config/holder.ts'
import type { SnapshotIndex } from '../config/snapshot-index.ts'
import { textsOfBase, textsOfChanges } from '../config/snapshot-texts.ts'
import type { TouchedLimits } from '../quota/touched-limits.ts'
import type { ListenAt } from '../server/listening.ts'
import type { KeyUses } from '../usage/key-uses.ts'
import { CallThread } from './call-thread.ts'
import type { FromThread, Ports, ThreadSettings } from './thread-messages.ts'

interface GatewayThreadsOptions {
  readonly count: number
  readonly settings: ThreadSettings
  readonly listen: ListenAt
  readonly keyUses: KeyUses
  readonly touched: TouchedLimits
  readonly keptRequests: RequestQueue
  readonly log: Pick<Logger, 'info' | 'error'>
  /** Another version is in force in all threads, or a thread has come or gone. */
  onInForce(): void
}

/** How long a thread that died stays away; twice as long each time that it dies young. */
const restartMsMin = 100
const restartMsMax = 5_000
/** What a thread may take to end, beside the time that its calls have: less than the supervisor gives the process. */
const endingMsMax = 3_000

/**
 * The threads that carry the calls of this process, all on the same ports. One that dies takes its own calls with it and is started again; what
 * those calls had reserved ends with its lease.
 */
export class GatewayThreads {
  private readonly options: GatewayThreadsOptions
  private readonly threads: CallThread[] = []
  private readonly allListen = Promise.withResolvers<Ports>()
  private readonly restarts = new Set<NodeJS.Timeout>()
  private current: { readonly index: SnapshotIndex; readonly version: number } | undefined
  private ports: Ports | undefined
  /** Threads that have to know the ports before they listen; the first of all finds them out. */
  private prepared: CallThread[] = []
  private isStarted = false
  private isStopping = false
  private reported = 0

  constructor(options: GatewayThreadsOptions) {
    this.options = options
    this.allListen.promise.catch(() => {})
    for (let number = 1; number <= options.count; number++) this.start(number, restartMsMin)
  }

  /** Resolves once all of them listen; rejects with the sentence for the person at the terminal where one of them cannot. */
  get listening(): Promise<Ports> {
    return this.allListen.promise
  }

  /** Of those that take calls the oldest; 0: none takes any. */
  get versionInForce(): number {
    const versions = this.threads.filter(({ isListening }) => isListening).map(({ version }) => version)
    return versions.length === 0 ? 0 : Math.min(...versions)
  }

  /** How many take calls now. */
  get listeningCount(): number {
    return this.threads.filter(({ isListening }) => isListening).length
  }

  get openCalls(): number {
    return this.threads.reduce((sum, { openCalls }) => sum + openCalls, 0)
  }

  /** Notes what has just been put in force in the main thread. */
  changed(index: SnapshotIndex, change: AppliedChange): void {
    this.current = { index, version: change.version }
    const texts = change.base ? this.base() : [...textsOfChanges([change])]
    for (const thread of this.threads) thread.tell(texts, change.base)
  }

  async stop(graceMs: number): Promise<void> {
    this.isStopping = true
    for (const timer of this.restarts) clearTimeout(timer)
    await Promise.all(this.threads.map((thread) => thread.stop(graceMs, endingMsMax)))
  }

  /** Ends one of them as a crash does. */
  async crash(number: number): Promise<void> {
    await this.threads.find((thread) => thread.number === number)?.end()
  }

  private base(): string[] {
    return this.current === undefined ? [] : [...textsOfBase(this.current.version, this.current.index.rows())]
  }

  private start(number: number, restartMs: number): void {
    const startedAt = performance.now()
    const thread: CallThread = new CallThread({
      start: { ...this.options.settings, number },
      base: () => this.base(),
      onMessage: (message) => this.take(thread, message),
      onEnd: (cause) =>
        this.ended(thread, cause, performance.now() - startedAt > restartMsMax ? restartMsMin : restartMs),
    })
    this.threads.push(thread)
  }

  private take(thread: CallThread, message: FromThread): void {
    switch (message.type) {
      case 'taken':
        return this.noteInForce()
      case 'prepared':
        return this.letListen(thread)
      case 'ready':
        return this.listens(message.ports)
      case 'note':
        for (const { id, at } of message.keyUses) this.options.keyUses.note(id, at)
        for (const limit of message.touched) this.options.touched.add(limit)
        return
      case 'kept-request':
        return this.options.keptRequests.note({ ...message.request, body: Buffer.from(message.body.buffer) })
      case 'failed':
        if (!this.isStarted) this.allListen.reject(new Error(message.message))
        else this.options.log.error({ thread: thread.number, reason: message.message }, 'a thread cannot start')
    }
  }

  private letListen(thread: CallThread): void {
    const { listen } = this.options
    this.prepared.push(thread)
    if (this.ports !== undefined) this.letOthersListen(this.ports)
    else if (this.prepared.length === 1) thread.send({ type: 'listen', at: { ...listen, isShared: true } })
  }

  private letOthersListen({ httpsPort, httpPort }: Ports): void {
    const { https, http } = this.options.listen
    const at = { https: { ...https, port: httpsPort }, http: { ...http, port: httpPort }, isShared: true }
    for (const thread of this.prepared.splice(0)) if (!thread.isListening) thread.send({ type: 'listen', at })
  }

  private listens(ports: Ports): void {
    this.ports = ports
    this.letOthersListen(ports)
    this.noteInForce()
    if (this.isStarted || !this.threads.every(({ isListening }) => isListening)) return
    this.isStarted = true
    this.allListen.resolve(ports)
  }

  private noteInForce(): void {
    const version = this.versionInForce
    if (version === this.reported) return
    this.reported = version
    this.options.onInForce()
  }

  private ended(thread: CallThread, cause: unknown, restartMs: number): void {
    this.threads.splice(this.threads.indexOf(thread), 1)
    this.prepared = this.prepared.filter((other) => other !== thread)
    if (this.isStopping) return
    this.allListen.reject(new Error(`A thread of the gateway ended while it started: ${String(cause)}`))
    if (!this.isStarted) return
    this.options.log.error(
      { thread: thread.number, err: cause, restartMs },
      'a thread died with its calls; the others go on, and it is started again',
    )
    this.noteInForce()
    const timer = setTimeout(() => {
      this.restarts.delete(timer)
      this.start(thread.number, Math.min(2 * restartMs, restartMsMax))
    }, restartMs)
    this.restarts.add(timer)
  }
}
