import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { ChromiumPage } from './chromium-page.ts'

type Parameters = Readonly<Record<string, unknown>>
type Listener = (method: string, parameters: Parameters) => void

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Parameters
  readonly result?: Parameters
  readonly error?: { readonly message: string }
}

/** A real Chromium without a window, driven over a pipe by its DevTools protocol; nothing of it remains afterwards. */
export class Chromium implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #input: Writable
  readonly #waiting = new Map<number, PromiseWithResolvers<Parameters>>()
  readonly #listeners = new Map<string, Listener>()
  #calls = 0

  static async start(): Promise<Chromium> {
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-chromium-'))
    const child = spawn('chromium', [...flags(), `--user-data-dir=${folder}`], {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    })
    await once(child, 'spawn')
    return new Chromium(child, folder)
  }

  constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
    this.#input = child.stdio[3] as Writable
    // It may be gone before the last message to it.
    this.#input.on('error', () => undefined)
    void this.#read(child.stdio[4] as Readable)
    child.on('exit', () => this.#failAll(new Error('chromium has ended')))
  }

  /** A page with cookies of its own. */
  async newPage(): Promise<ChromiumPage> {
    const { browserContextId } = await this.send('Target.createBrowserContext', {})
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    const session = String(sessionId)
    const page = new ChromiumPage((method, parameters) => this.send(method, parameters, session))
    this.#listeners.set(session, (method, parameters) => page.hear(method, parameters))
    await page.begin()
    return page
  }

  async send(method: string, parameters: Parameters, sessionId?: string): Promise<Parameters> {
    this.#calls++
    const answer = Promise.withResolvers<Parameters>()
    this.#waiting.set(this.#calls, answer)
    const message = { id: this.#calls, method, params: parameters, ...(sessionId !== undefined && { sessionId }) }
    this.#input.write(`${JSON.stringify(message)}\0`)
    return await answer.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit')
      killGroup(this.#child)
      await ended
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }

  async #read(output: Readable): Promise<void> {
    let rest = ''
    output.setEncoding('utf8')
    for await (const piece of output) {
      const messages = (rest + String(piece)).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#take(JSON.parse(message) as Message)
    }
  }

  #take({ id, sessionId, method, params, result, error }: Message): void {
    if (id === undefined) {
      if (method !== undefined) this.#listeners.get(sessionId ?? '')?.(method, params ?? {})
      return
    }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(result ?? {})
    else waiting?.reject(new Error(error.message))
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/** Loopback and nothing else; Tollgate's own certificate is not the matter here. */
function flags(): string[] {
  const isRoot = process.getuid?.() === 0
  return [
    '--headless',
    '--remote-debugging-pipe',
    '--no-first-run',
    '--no-proxy-server',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    '--ignore-certificate-errors',
    ...(isRoot ? ['--no-sandbox'] : []),
  ]
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself in the same moment.
  }
}
