import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConfigFile } from '@tollgate/contract/config-file'
import { codexScript } from '../harness/agents.ts'
import { quietArguments } from '../harness/run-codex.ts'
import { type ProcessResult, runProcess, toolPath } from '../harness/run-process.ts'
import { RunningTollgate } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { root } from './page.ts'

type Environment = Readonly<Record<string, string>>

/** Somebody with an empty home who types what the guide says. Ports and home apart, the commands run as they stand. */
export class Newcomer implements AsyncDisposable {
  readonly home: string
  readonly tollgate: RunningTollgate
  /** Of everything that this person types. */
  readonly environment: Environment

  /** `command` starts Tollgate; resolves when it is ready. `more`: what else this person has in the environment. */
  static async start(command: string, more: Environment = {}): Promise<Newcomer> {
    const folder = await temporaryFolder()
    await writeCodexCommand(join(folder.path, 'bin'))
    const environment = { ...homeEnvironment(folder.path), ...more }
    const child = spawn('/bin/bash', ['-c', command], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        TOLLGATE_HTTPS_PORT: '0',
        TOLLGATE_HTTP_PORT: '0',
        TOLLGATE_CONSOLE_PORT: '0',
        TOLLGATE_DRAIN_MS: '500',
      },
    })
    const dataFolder = {
      path: join(folder.path, '.tollgate'),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    }
    const tollgate = new RunningTollgate(child, dataFolder)
    await tollgate.whenReady(30_000)
    return new Newcomer(folder.path, tollgate, environment)
  }

  private constructor(home: string, tollgate: RunningTollgate, environment: Environment) {
    this.home = home
    this.tollgate = tollgate
    this.environment = environment
  }

  /** The key that the first start shows. */
  get firstKey(): string {
    return /\btg_[0-9A-Za-z]{38}\b/.exec(this.tollgate.logs)?.[0] ?? ''
  }

  /** Where the log-in and the REST API are. */
  get consoleUrl(): string {
    return /^Console +(https:\/\/[^/\s]+)/m.exec(this.tollgate.logs)?.[1] ?? ''
  }

  /** The guide's text with this run's ports in place of 8243 and 9443. */
  here(text: string): string {
    return text
      .replaceAll('localhost:8243', new URL(this.tollgate.httpsUrl).host)
      .replaceAll('localhost:9443', new URL(this.consoleUrl).host)
  }

  /** Types lines into a bash: in the folder of Tollgate, unless another is named. */
  type(lines: string, options: { folder?: string; environment?: Environment } = {}): Promise<ProcessResult> {
    return runProcess({
      command: '/bin/bash',
      args: ['-e', '-o', 'pipefail', '-c', this.here(lines)],
      environment: { ...this.environment, ...options.environment },
      folder: options.folder ?? root,
      timeoutMs: 60_000,
    })
  }

  async writeCodexConfig(toml: string): Promise<void> {
    await mkdir(join(this.home, '.codex'), { recursive: true })
    await writeFile(join(this.home, '.codex', 'config.toml'), this.here(toml))
  }

  /** What is served now, as `tollgate export` says it. */
  async readConfig(): Promise<ConfigFile> {
    const { stdout, stderr, exitCode } = await this.type('npx tollgate export --json')
    if (exitCode !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }

  /** Makes Tollgate serve this and nothing else, and waits until it is in force. */
  async saveConfig(config: unknown, command = 'npx tollgate apply -f ~/tollgate.yaml --prune'): Promise<void> {
    const before = await this.#configVersion()
    await writeFile(join(this.home, 'tollgate.yaml'), JSON.stringify(config, null, 2))
    const { stdout, stderr, exitCode } = await this.type(`${command.trim()} --yes`)
    if (exitCode !== 0) throw new Error(stdout + stderr)
    await until('the applied configuration to be in force', async () => (await this.#configVersion()) > before)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tollgate[Symbol.asyncDispose]()
  }

  async #configVersion(): Promise<number> {
    const response = await fetch(`${this.tollgate.httpUrl}/healthz`)
    return JSON.parse(await response.text()).configVersion
  }
}

/** `codex exec` for one question: as quiet and as quick to give up as a test needs it. */
export function codexExec(prompt = 'say hi'): string {
  const giveUp = ['request_max_retries', 'stream_max_retries'].map(
    (name) => `-c model_providers.openaicustom.${name}=0`,
  )
  const words = [...quietArguments, '--disable', 'unbounded_connection_retries', ...giveUp]
  return `codex exec --json --skip-git-repo-check ${words.join(' ')} '${prompt}' </dev/null`
}

/** The newest Codex of tests/agents as the command `codex`. */
async function writeCodexCommand(folder: string): Promise<void> {
  await mkdir(folder)
  const script = `#!/bin/sh\nexec "${process.execPath}" "${codexScript('0.169.0')}" "$@"\n`
  await writeFile(join(folder, 'codex'), script, { mode: 0o755 })
}

function homeEnvironment(home: string): Environment {
  return {
    HOME: home,
    // npm runs this test, so that it is in the search path that we were given.
    PATH: `${join(home, 'bin')}:${toolPath()}:${process.env.PATH ?? ''}`,
    SHELL: '/bin/bash',
    // Nothing here may leave this machine.
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: 'localhost,127.0.0.1,::1',
  }
}
