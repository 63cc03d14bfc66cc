import { type ChildProcess, fork } from 'node:child_process'
import { processFailedSchema } from '@tollgate/contract/process-messages'
import type { Environment } from '../command-context.ts'
import { nextDelayMs } from './back-off.ts'

export type Start<Ready> =
  | { readonly ok: true; readonly ready: Ready }
  | { readonly ok: false; readonly message: string }

export interface ChildOptions<Ready> {
  /** As people are told of it: "the gateway". */
  readonly name: string
  readonly main: string
  readonly args: readonly string[]
  /** Asked anew at each start: what an earlier start learnt (ports) goes into it. */
  readonly environment: () => Environment
  readonly parseReady: (message: unknown) => Ready | null
  /** Takes the child's log; without it the log goes to our stderr as it is. */
  readonly attachLog: ((child: ChildProcess) => void) | null
  /** One sentence for the person at the terminal, when something happened after the first start. */
  readonly notice: (sentence: string) => void
  readonly startDeadlineMs: number
  readonly platform: NodeJS.Platform
}

const failedGraceMs = 2000

/** A process that is kept alive: once it was ready, it is started again whenever it dies, until it is drained. */
export class SupervisedChild<Ready> {
  readonly #options: ChildOptions<Ready>
  #child: ChildProcess | null = null
  #wasReady = false
  #stopping = false
  #delayMs: number | null = null
  #restartTimer: NodeJS.Timeout | null = null

  constructor(options: ChildOptions<Ready>) {
    this.#options = options
  }

  /** The first start. A child that fails before it was ever ready is not tried again. */
  async start(): Promise<Start<Ready>> {
    if (this.#stopping) return { ok: false, message: `${capital(this.#options.name)} was stopped before it started.` }
    return await this.#launch()
  }

  /** Lets the child end its work. True when it ended by itself, and well, before the deadline. */
  drain(deadlineMs: number): Promise<boolean> {
    this.#stop()
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true)
    return new Promise((resolve) => {
      const deadline = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
      child.once('exit', (code, signal) => {
        clearTimeout(deadline)
        // One that was still starting has no handler yet, and dies of the signal itself.
        resolve(code === 0 || signal === 'SIGTERM')
      })
      // On Windows SIGTERM would end it at once; there the closed channel is the request.
      if (this.#options.platform !== 'win32') child.kill('SIGTERM')
      if (child.connected) child.disconnect()
    })
  }

  kill(): void {
    this.#stop()
    this.#child?.kill('SIGKILL')
  }

  #stop(): void {
    this.#stopping = true
    if (this.#restartTimer !== null) clearTimeout(this.#restartTimer)
  }

  #launch(): Promise<Start<Ready>> {
    const options = this.#options
    const child = this.#fork()
    const startedAt = performance.now()
    this.#child = child
    let failure: string | null = null
    return new Promise((resolve) => {
      const deadline = setTimeout(() => {
        failure ??= `${capital(options.name)} was not ready within ${options.startDeadlineMs / 1000} s.`
        child.kill('SIGKILL')
      }, options.startDeadlineMs)
      child.on('message', (message) => {
        const failed = processFailedSchema.safeParse(message)
        if (failed.success) {
          failure = failed.data.message
          // It is about to end; what it still holds open must not keep the person waiting for the sentence.
          setTimeout(() => child.kill('SIGKILL'), failedGraceMs).unref()
        }
        const ready = options.parseReady(message)
        if (ready === null) return
        clearTimeout(deadline)
        this.#wasReady = true
        resolve({ ok: true, ready })
      })
      onceEnded(child, (how) => {
        clearTimeout(deadline)
        if (this.#child === child) this.#child = null
        resolve({ ok: false, message: failure ?? `${capital(options.name)} ended before it was ready (${how}).` })
        if (this.#wasReady && !this.#stopping) this.#restartLater(how, performance.now() - startedAt)
      })
    })
  }

  #fork(): ChildProcess {
    const options = this.#options
    const child = fork(options.main, options.args, {
      env: { ...options.environment() },
      execArgv: [],
      stdio: options.attachLog === null ? ['ignore', 2, 2, 'ipc'] : ['ignore', 'pipe', 'pipe', 'ipc'],
      // In the terminal's group a Ctrl-C would reach the child beside us, and the order of draining would be chance.
      detached: options.platform !== 'win32',
      windowsHide: true,
    })
    options.attachLog?.(child)
    return child
  }

  #restartLater(how: string, livedMs: number): void {
    const delayMs = nextDelayMs(this.#delayMs, livedMs)
    this.#delayMs = delayMs
    this.#options.notice(`${capital(this.#options.name)} ended (${how}); starting it again in ${delayMs / 1000} s.`)
    this.#restartTimer = setTimeout(async () => {
      const outcome = await this.#launch()
      if (this.#stopping) return
      this.#options.notice(outcome.ok ? `${capital(this.#options.name)} is back.` : outcome.message)
    }, delayMs)
  }
}

/** Calls back once the process is gone and its last message has been read: an exit can be seen before what was said last. */
function onceEnded(child: ChildProcess, callback: (how: string) => void): void {
  let called = false
  const end = (how: string) => {
    if (called) return
    called = true
    callback(how)
  }
  child.once('error', (error) => {
    if (child.pid === undefined) end(error.message)
  })
  child.once('exit', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`
    if (!child.connected) return end(how)
    child.once('disconnect', () => end(how))
    setTimeout(() => end(how), 500).unref()
  })
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
