import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../../storage/store.ts'
import type { ThreadAnswer, ThreadCall, ThreadData, ThreadMethod } from './thread-calls.ts'

/** More than this at once is somebody who does not wait for answers. */
const callsMax = 500

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** One thread, and the calls that it has not answered. Once it has ended, the next call starts another. */
export class ThreadClient {
  private readonly data: ThreadData
  private readonly waiting = new Map<number, Waiting>()
  private worker: Worker | undefined
  private calls = 0
  private isClosed = false

  constructor(data: ThreadData) {
    this.data = data
  }

  /** Throws where the file cannot be opened. */
  async open(): Promise<void> {
    const worker = this.start()
    await once(worker, 'message')
  }

  call(method: ThreadMethod, given: readonly unknown[]): Promise<unknown> {
    if (this.isClosed) return Promise.reject(new StoreUnavailable('the store of usage is closed'))
    if (this.waiting.size >= callsMax)
      return Promise.reject(new StoreUnavailable('the store of usage has too much to do'))
    const worker = this.worker ?? this.start()
    this.calls += 1
    const call: ThreadCall = { id: this.calls, method, given }
    return new Promise((resolve, reject) => {
      this.waiting.set(call.id, { resolve, reject })
      worker.postMessage(call)
    })
  }

  /** After what was asked before it. */
  async close(): Promise<void> {
    this.isClosed = true
    const { worker } = this
    if (worker === undefined) return
    const ended = once(worker, 'exit')
    worker.postMessage('close')
    await ended
  }

  /** For tests: as one that the system ends. */
  async kill(): Promise<void> {
    await this.worker?.terminate()
  }

  private start(): Worker {
    const worker = new Worker(new URL('./store-thread.ts', import.meta.url), { workerData: this.data })
    let reason = 'its thread has ended'
    worker.on('message', (answer: ThreadAnswer | 'open') => {
      if (answer !== 'open') this.settle(answer)
    })
    worker.on('error', (error) => {
      reason = error instanceof Error ? error.message : String(error)
    })
    worker.once('exit', () => {
      if (this.worker === worker) this.worker = undefined
      for (const one of this.waiting.values())
        one.reject(new StoreUnavailable(`the store of usage cannot be used: ${reason}`))
      this.waiting.clear()
    })
    this.worker = worker
    return worker
  }

  private settle(answer: ThreadAnswer): void {
    const waiting = this.waiting.get(answer.id)
    this.waiting.delete(answer.id)
    if ('value' in answer) waiting?.resolve(answer.value)
    else if (answer.isUnavailable) waiting?.reject(new StoreUnavailable(answer.failure))
    else waiting?.reject(answer.isRange ? new RangeError(answer.failure) : new Error(answer.failure))
  }
}
