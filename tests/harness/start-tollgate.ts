import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { toolPath } from './run-process.ts'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts'
import { type ConfigInput, renderConfig } from './tollgate-config.ts'
import { until } from './until.ts'
import { readUsageRecords, readUsageText } from './usage-log.ts'

export interface TollgateOptions {
  /** The text of tollgate.yaml, or its content; without it Tollgate starts as a newcomer has it, with a database and its starter content. */
  readonly config?: ConfigInput | string
  /** What the config names by `env`, and further settings. */
  readonly environment?: Readonly<Record<string, string>>
  /** Where another one was before; it goes with this one. */
  readonly folder?: TemporaryFolder
}

/** Long: many start at once on small machines, and one that does not start at all says so by ending. */
const readyWithinMs = 60_000

/** A whole Tollgate, started as a user starts it, on ports and in a folder of its own. */
export async function startTollgate(options: TollgateOptions): Promise<RunningTollgate> {
  const folder = options.folder ?? (await temporaryFolder())
  const configFile = join(folder.path, 'tollgate.yaml')
  if (options.config !== undefined) await writeFile(configFile, renderConfig(options.config))
  const child = spawn(process.execPath, upArguments(options.config === undefined ? null : configFile), {
    cwd: folder.path,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: upEnvironment(folder.path, options.environment),
  })
  const tollgate = new RunningTollgate(child, folder)
  await tollgate.whenReady(readyWithinMs)
  return tollgate
}

/** What `node` runs for every command. */
export const tollgateProgram = fileURLToPath(new URL('../../packages/cli/bin/tollgate.mjs', import.meta.url))

/** What follows `node` to run `tollgate up`. */
export function upArguments(configFile: string | null): string[] {
  return [tollgateProgram, 'up', ...(configFile === null ? [] : ['--config', configFile])]
}

/** The environment in which tests run it: free ports, and providers on this machine. */
export function upEnvironment(home: string, more: TollgateOptions['environment'] = {}): Record<string, string> {
  return {
    PATH: toolPath(),
    HOME: home,
    TOLLGATE_HOME: home,
    TOLLGATE_HTTPS_PORT: '0',
    TOLLGATE_HTTP_PORT: '0',
    TOLLGATE_CONSOLE_PORT: '0',
    TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
    ...more,
  }
}

export class RunningTollgate implements AsyncDisposable {
  readonly home: string
  readonly #child: ChildProcess
  readonly #folder: TemporaryFolder
  #logs = ''

  constructor(child: ChildProcess, folder: TemporaryFolder) {
    this.#child = child
    this.#folder = folder
    this.home = folder.path
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#logs += text
      })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Everything that was printed so far, stdout and stderr together. */
  get logs(): string {
    return this.#logs
  }

  /** `https://localhost:8243` with the port of this run. */
  get httpsUrl(): string {
    return this.#readyUrl('https')
  }

  get httpUrl(): string {
    return this.#readyUrl('http')
  }

  get certificateFile(): string {
    return join(this.home, 'tls', 'certificate.pem')
  }

  async whenReady(withinMs: number): Promise<void> {
    try {
      await until('the ready line of `tollgate up`', () => /^ready .*\n/m.test(this.#logs) || this.#isOver, withinMs)
      if (this.#isOver) throw new Error(`\`tollgate up\` ended with ${this.#child.exitCode}`)
    } catch (error) {
      const logs = this.#logs
      await this[Symbol.asyncDispose]()
      throw new Error(`Tollgate did not start; it printed:\n${logs}`, { cause: error })
    }
  }

  /** Replaces the config file in one step, as editors do. */
  async writeConfig(config: ConfigInput | string): Promise<void> {
    const draft = join(this.home, '.tollgate.yaml.new')
    await writeFile(draft, renderConfig(config))
    await rename(draft, join(this.home, 'tollgate.yaml'))
  }

  usageRecords(): Promise<readonly UsageRecord[]> {
    return readUsageRecords(this.home)
  }

  usageText(): Promise<string> {
    return readUsageText(this.home)
  }

  /** Asks it to end by a signal and gives the exit code; null where a signal killed it. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM', withinMs = 40_000): Promise<number | null> {
    const ended = once(this.#child, 'exit', { signal: AbortSignal.timeout(withinMs) })
    this.#child.kill(signal)
    const [exitCode] = await ended
    return exitCode
  }

  /** Asked first, because its processes have groups of their own and would outlive a kill for a while. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) await this.stop('SIGTERM', 5_000).catch(() => this.#kill())
    await this.#folder[Symbol.asyncDispose]()
  }

  get #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  async #kill(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
    // Its children may drain on with the pipes open, and would keep the test's process alive.
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
  }

  #readyUrl(scheme: 'https' | 'http'): string {
    const ready = /^ready .*$/m.exec(this.#logs)?.[0] ?? ''
    const url = new RegExp(`${scheme}://[^\\s]+`).exec(ready)?.[0]
    if (url === undefined) throw new Error(`no ${scheme} address in the ready line: ${ready}`)
    return url.replace(/\/$/, '')
  }
}
