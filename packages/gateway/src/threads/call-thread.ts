import { Worker } from 'node:worker_threads'
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts'

interface CallThreadOptions {
  readonly start: ThreadStart
  /** The whole configuration in force, as texts. */
  base(): string[]
  onMessage(message: FromThread): void
  /** It is gone: by itself, or because it was ended. */
  onEnd(cause: unknown): void
}

/** Changes that wait for a thread; beyond it the whole configuration is sent anew, so that memory does not fill. */
const waitingTextsMax = 1_000

/** One worker thread that carries calls. It is told of changes text by text, each once it has taken the one before. */
export class CallThread {
  readonly number: number
  /** The version in force there. */
  version = 0
  isListening = false
  openCalls = 0
  private readonly options: CallThreadOptions
  private readonly worker: Worker
  private readonly exited = Promise.withResolvers<void>()
  private waiting: string[]
  private isTaking = false

  constructor(options: CallThreadOptions) {
    this.options = options
    this.number = options.start.number
    this.waiting = options.base()
    const name = `calls ${this.number}`
    this.worker = new Worker(new URL('./gateway-thread.ts', import.meta.url), {
      name,
      execArgv: [],
      workerData: options.start,
    })
    let cause: unknown
    this.worker.on('error', (error) => {
      cause = error
    })
    this.worker.on('message', (message: FromThread) => this.take(message))
    this.worker.on('exit', () => {
      this.isListening = false
      this.openCalls = 0
      this.exited.resolve()
      options.onEnd(cause)
    })
    this.next()
  }

  send(message: ToThread): void {
    this.worker.postMessage(message)
  }

  /** What is in force has changed. */
  tell(texts: readonly string[], isBase: boolean): void {
    if (isBase) this.waiting = [...texts]
    else if (this.waiting.length + texts.length > waitingTextsMax) this.waiting = this.options.base()
    else this.waiting.push(...texts)
    this.next()
  }

  /** Lets its calls end; one that does not end in time is ended. */
  async stop(graceMs: number, endingMs: number): Promise<void> {
    if (!this.isListening) return this.end()
    this.send({ type: 'stop', graceMs })
    const timer = setTimeout(() => void this.worker.terminate(), graceMs + endingMs)
    await this.exited.promise
    clearTimeout(timer)
  }

  /** At once, as a crash does. */
  async end(): Promise<void> {
    await this.worker.terminate()
    await this.exited.promise
  }

  private take(message: FromThread): void {
    if (message.type === 'taken') {
      this.version = message.version
      this.isTaking = false
      this.next()
    }
    if (message.type === 'ready') this.isListening = true
    if (message.type === 'note') this.openCalls = message.openCalls
    this.options.onMessage(message)
  }

  private next(): void {
    if (this.isTaking) return
    const text = this.waiting.shift()
    if (text === undefined) return
    this.isTaking = true
    this.send({ type: 'configuration', text })
  }
}
