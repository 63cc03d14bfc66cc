import { Worker } from 'node:worker_threads'
import type { PackedLook } from './packed-look.ts'
import type { ComingText, DetectorSpec } from './scanner.ts'

/** A text to look at with detectors. */
export interface LookJob {
  readonly kind: 'look'
  readonly spec: DetectorSpec
  readonly identity: string
  readonly coming: ComingText
}

/** Texts whose JSON objects are held against a schema. */
export interface SchemaJob {
  readonly kind: 'schema'
  /** As JSON. */
  readonly schema: string
  readonly texts: readonly string[]
}

export type ScanJob = LookJob | SchemaJob

/** What a thread says: first that it is ready, then one report for each job. */
export type ScanReport = { readonly result: ScanResult } | { readonly failure: string } | 'ready'
export type ScanResult = PackedLook | boolean

export interface ScanPoolLimits {
  readonly threads: number
  readonly scanMs: number
  readonly queued: number
  readonly queuedCharacters: number
}

/** Presets; each has a row in docs/reference/limits.md. */
const threadsMax = 2
const threadScanMsMax = 10_000
const threadStartMsMax = 10_000
const queuedScansMax = 1_000
const queuedCharactersMax = 134_217_728

/** What each of several pools may do, so that all of them together do about as much as one. */
export function sharedScanLimits(pools: number): Partial<ScanPoolLimits> {
  const shareOf = (whole: number) => Math.max(1, Math.floor(whole / pools))
  return {
    threads: shareOf(threadsMax),
    queued: shareOf(queuedScansMax),
    queuedCharacters: shareOf(queuedCharactersMax),
  }
}

interface Waiting {
  readonly job: ScanJob
  resolve(result: ScanResult): void
  reject(error: Error): void
}

interface Thread {
  readonly worker: Worker
  isReady: boolean
  task: Waiting | undefined
  timer: NodeJS.Timeout | undefined
}

/**
 * Threads that scan long texts: started when needed, kept, replaced when they die. A scan that takes too long is ended with its
 * thread and rejected. A waiting thread lets the process end.
 */
export class ScanPool {
  private readonly limits: ScanPoolLimits
  private readonly threads: Thread[] = []
  private readonly queue: Waiting[] = []
  private queuedCharacters = 0
  private isClosed = false

  constructor(limits: Partial<ScanPoolLimits> = {}) {
    this.limits = {
      threads: threadsMax,
      scanMs: threadScanMsMax,
      queued: queuedScansMax,
      queuedCharacters: queuedCharactersMax,
      ...limits,
    }
  }

  run(job: ScanJob): Promise<ScanResult> {
    if (this.isClosed) return Promise.reject(new Error('The scanner is closed.'))
    const { queued, queuedCharacters } = this.limits
    if (this.queue.length >= queued || this.queuedCharacters + charactersOf(job) > queuedCharacters)
      return Promise.reject(new Error('Too many texts wait to be scanned.'))
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject })
      this.queuedCharacters += charactersOf(job)
      this.next()
    })
  }

  /** Ends the threads; what is being scanned and what waits is rejected. */
  async close(): Promise<void> {
    this.isClosed = true
    const closed = new Error('The scanner is closed.')
    for (const { reject } of this.queue.splice(0)) reject(closed)
    await Promise.all(this.threads.splice(0).map((thread) => this.end(thread, closed)))
  }

  private next(): void {
    if (this.queue.length === 0 || this.isClosed) return
    const thread = this.threads.find(({ task }) => task === undefined) ?? this.start()
    const task = thread === undefined ? undefined : this.queue.shift()
    if (thread === undefined || task === undefined) return
    this.queuedCharacters -= charactersOf(task.job)
    thread.task = task
    thread.worker.ref()
    this.limit(thread)
    thread.worker.postMessage(task.job)
  }

  /** From now on: a thread's start is not the scan's. */
  private limit(thread: Thread): void {
    const ms = thread.isReady ? this.limits.scanMs : threadStartMsMax
    clearTimeout(thread.timer)
    thread.timer = setTimeout(() => {
      this.remove(thread)
      this.end(thread, new Error(`A scan took longer than ${ms} ms.`))
      this.next()
    }, ms)
  }

  private start(): Thread | undefined {
    if (this.threads.length >= this.limits.threads) return undefined
    const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { name: 'scan', execArgv: [], env: {} })
    const thread: Thread = { worker, isReady: false, task: undefined, timer: undefined }
    worker.unref()
    worker.on('message', (report: ScanReport) => {
      if (report === 'ready') {
        thread.isReady = true
        if (thread.task !== undefined) this.limit(thread)
        return
      }
      const task = release(thread)
      worker.unref()
      if ('failure' in report) task?.reject(new Error(report.failure))
      else task?.resolve(report.result)
      this.next()
    })
    const onDeath = (cause?: unknown) => {
      this.remove(thread)
      release(thread)?.reject(new Error('The thread that scanned died.', { cause }))
      this.next()
    }
    worker.on('error', onDeath)
    worker.on('exit', () => onDeath())
    this.threads.push(thread)
    return thread
  }

  private remove(thread: Thread): void {
    const index = this.threads.indexOf(thread)
    if (index !== -1) this.threads.splice(index, 1)
  }

  private async end(thread: Thread, reason: Error): Promise<void> {
    release(thread)?.reject(reason)
    await thread.worker.terminate()
  }
}

function charactersOf(job: ScanJob): number {
  return job.kind === 'look' ? job.coming.text.length : job.texts.reduce((sum, { length }) => sum + length, 0)
}

/** Takes the thread's task from it. */
function release(thread: Thread): Waiting | undefined {
  const { task, timer } = thread
  clearTimeout(timer)
  thread.task = undefined
  thread.timer = undefined
  return task
}
