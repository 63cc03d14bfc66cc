import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type ControlReady, controlReadySchema, gatewayReadySchema } from '@tollgate/contract/process-messages'
import { RestClient } from './rest-client.ts'
import { toolPath } from './run-process.ts'

/** Control plane and gateways as processes of their own, which a test may kill and start again; no supervisor does it for them. */

const controlMain = fileURLToPath(new URL('../../packages/control/src/main.ts', import.meta.url))
const gatewayMain = fileURLToPath(new URL('../../packages/gateway/src/main.ts', import.meta.url))
const linkToken = 'link-token-of-a-test-run'

/** A process that can be started again where it was. */
class Restartable<Ready> implements AsyncDisposable {
  readonly #start: () => ChildProcess
  readonly #parse: (message: unknown) => Ready | undefined
  #child: ChildProcess | undefined
  #ready: Ready | undefined
  #isServing = false
  logs = ''

  constructor(start: () => ChildProcess, parse: (message: unknown) => Ready | undefined) {
    this.#start = start
    this.#parse = parse
  }

  get ready(): Ready {
    if (this.#ready === undefined) throw new Error('it was never ready')
    return this.#ready
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** It was ready and has not been told to end since. */
  get isServing(): boolean {
    return this.#isServing && this.isRunning
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Starts it, and resolves once it is ready. */
  async start(withinMs = 30_000): Promise<Ready> {
    const child = this.#start()
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.logs = (this.logs + text).slice(-200_000)
      })
    const timeout = AbortSignal.timeout(withinMs)
    const ended = once(child, 'exit').then(([code, signal]) => `it ended with ${code ?? signal}`)
    const message = once(child, 'message', { signal: timeout }).catch(() => ['nothing in time'])
    const first = await Promise.race([message.then(([value]) => value), ended])
    const ready = this.#parse(first)
    if (ready !== undefined) {
      this.#ready = ready
      this.#isServing = true
      return ready
    }
    await this.kill()
    throw new Error(`it is not ready (${JSON.stringify(first)}); it printed:\n${this.logs.slice(-4_000)}`)
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === undefined || !this.isRunning) return
    this.#isServing = false
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}

export interface ControlOptions {
  readonly home: string
  readonly environment?: Readonly<Record<string, string>>
}

export class ControlProcess extends Restartable<ControlReady> {
  constructor({ home, environment = {} }: ControlOptions) {
    const ports = { link: '0', console: '0' }
    const start = () =>
      fork(controlMain, ['serve'], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          PATH: toolPath(),
          HOME: home,
          TOLLGATE_HOME: home,
          TOLLGATE_CONTROL_TOKEN: linkToken,
          TOLLGATE_CONTROL_PORT: ports.link,
          TOLLGATE_CONSOLE_PORT: ports.console,
          TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
          ...environment,
        },
      })
    super(start, (message) => {
      const ready = controlReadySchema.safeParse(message).data
      if (ready === undefined) return undefined
      // Started again, it is found where it was.
      ports.link = new URL(ready.url).port
      ports.console = new URL(ready.consoleUrl).port
      return ready
    })
  }

  /** The REST API with the token that lies in the data folder. */
  async client(home: string): Promise<RestClient> {
    const trusted = await readFile(this.ready.certificateFile, 'utf8')
    const token = (await readFile(`${home}/secrets/local-token`, 'utf8')).trim()
    return new RestClient({ url: this.ready.consoleUrl, trusted }).withToken(token)
  }
}

export interface GatewayOptions {
  readonly home: string
  /** The control plane of this machine, or how to join one. */
  readonly control: ControlReady | { readonly joinToken: string; readonly name: string }
  readonly environment?: Readonly<Record<string, string>>
}

interface GatewayReadyHere {
  readonly httpUrl: string
  readonly httpsUrl: string
  readonly configVersion: number
}

export class GatewayProcess extends Restartable<GatewayReadyHere> {
  static async create({ home, control, environment = {} }: GatewayOptions): Promise<GatewayProcess> {
    return new GatewayProcess({
      PATH: toolPath(),
      HOME: home,
      TOLLGATE_HOME: home,
      ...('url' in control ? await localLink(control) : await joining(home, control)),
      ...environment,
    })
  }

  private constructor(environment: Readonly<Record<string, string>>) {
    const ports = { https: '0', http: '0' }
    const start = () =>
      fork(gatewayMain, [], {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          TOLLGATE_HTTPS_HOST: '127.0.0.1',
          TOLLGATE_HTTPS_PORT: ports.https,
          TOLLGATE_HTTP_PORT: ports.http,
          TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
          ...environment,
        },
      })
    super(start, (message) => {
      const ready = gatewayReadySchema.safeParse(message).data
      if (ready === undefined) return undefined
      ports.https = String(ready.httpsPort)
      ports.http = String(ready.httpPort)
      const { configVersion } = ready
      return { httpUrl: `http://127.0.0.1:${ports.http}`, httpsUrl: `https://localhost:${ports.https}`, configVersion }
    })
  }
}

async function localLink(control: ControlReady): Promise<Record<string, string>> {
  return {
    TOLLGATE_CONTROL_URL: control.url,
    TOLLGATE_CONTROL_TOKEN: linkToken,
    TOLLGATE_TLS_CERTIFICATE: control.certificateFile,
    TOLLGATE_TLS_KEY: control.certificateKeyFile,
  }
}

/** On another machine there is no control plane that would have made a certificate. */
async function joining(
  home: string,
  { joinToken, name }: { readonly joinToken: string; readonly name: string },
): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)(process.execPath, [controlMain, 'certificate'], {
    env: { PATH: toolPath(), HOME: home, TOLLGATE_HOME: home },
  })
  const files: { certificateFile: string; keyFile: string } = JSON.parse(stdout)
  return {
    TOLLGATE_TLS_CERTIFICATE: files.certificateFile,
    TOLLGATE_TLS_KEY: files.keyFile,
    TOLLGATE_JOIN_TOKEN: joinToken,
    TOLLGATE_GATEWAY_NAME: name,
  }
}
