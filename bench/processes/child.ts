import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'

const stopMs = 10_000
const outputMax = 16_384

/** A process that the bench started. It is ended by its own id, and it is gone when `stop` has returned. */
export class Child {
  readonly process: ChildProcess
  #output = ''
  #ended: Promise<unknown>

  private constructor(process: ChildProcess) {
    this.process = process
    this.#ended = once(process, 'exit').catch(() => undefined)
    for (const stream of [process.stdout, process.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-outputMax)
      })
    }
  }

  static fork(module: string, environment: NodeJS.ProcessEnv): Child {
    return new Child(fork(module, [], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }))
  }

  static spawn(command: string, parameters: readonly string[], environment: NodeJS.ProcessEnv): Child {
    return new Child(spawn(command, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }))
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('the process did not start')
    return this.process.pid
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  /** The end of what it wrote to both outputs. */
  get output(): string {
    return this.#output
  }

  /** Asks a forked child and waits for its next message. */
  async ask<Answer>(question: object, timeoutMs: number): Promise<Answer> {
    const timeout = AbortSignal.timeout(timeoutMs)
    const answer = once(this.process, 'message', { signal: timeout })
    this.process.send(question)
    const exit = this.#ended.then(() => {
      throw new Error(`a process of the bench ended early:\n${this.#output}`)
    })
    const [message] = await Promise.race([answer, exit])
    return message as Answer
  }

  /** Waits until `found` makes something of the output. Throws with the output where it ends or takes too long. */
  async waitFor<Found>(
    found: (output: string) => Promise<Found | null> | Found | null,
    timeoutMs: number,
  ): Promise<Found> {
    const until = performance.now() + timeoutMs
    while (true) {
      const result = await found(this.#output)
      if (result !== null) return result
      if (!this.running) throw new Error(`it ended with ${this.process.exitCode}: ${lastLines(this.#output)}`)
      if (performance.now() > until)
        throw new Error(`it was not ready in ${timeoutMs / 1000} s: ${lastLines(this.#output)}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Runs what has to succeed before this child is of use, and ends the child where it does not. */
  async orStop<Result>(attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    if (!this.running || this.process.pid === undefined) return
    this.process.kill('SIGTERM')
    const timer = setTimeout(() => this.process.kill('SIGKILL'), stopMs)
    await this.#ended
    clearTimeout(timer)
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-5).join(' | ') || 'it said nothing'
}
