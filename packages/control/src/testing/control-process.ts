import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  type ControlReady,
  controlReadySchema,
  type ProcessFailed,
  processFailedSchema,
} from '@tollgate/contract/process-messages'
import { type SnapshotMessage, snapshotMessageSchema } from '@tollgate/contract/snapshot'

const main = join(import.meta.dirname, '..', 'main.ts')
const token = 'e2e-token-of-some-length'

export type Variables = Record<string, string>

/** A control process as the supervisor starts it: forked, with an IPC channel; nothing of our own environment. */
export class ControlProcess {
  readonly child: ChildProcess
  /** The log, a record a line. */
  readonly log: string[] = []
  readonly exit: Promise<number | null>
  readonly #first: Promise<unknown>

  constructor(variables: Variables) {
    this.child = fork(main, ['serve'], { env: environment(variables), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    this.exit = once(this.child, 'exit').then(([code]) => code)
    this.#first = Promise.race([once(this.child, 'message').then(([message]) => message), this.exit])
    for (const stream of [this.child.stdout, this.child.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.log.push(line))
  }

  async ready(): Promise<ControlReady> {
    const first = await this.#first
    const ready = controlReadySchema.safeParse(first)
    if (!ready.success) throw new Error(`control is not ready: ${JSON.stringify(first)} ${this.log.join('\n')}`)
    return ready.data
  }

  async failed(): Promise<ProcessFailed> {
    return processFailedSchema.parse(await this.#first)
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal)
    return await this.exit
  }
}

/** Runs one of the commands to its end. */
export function runCommand(args: readonly string[], variables: Variables) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: environment(variables),
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** Follows the snapshot as a gateway does; `messages` grows as it comes. */
export async function followSnapshot(url: string, stop: AbortSignal): Promise<{ messages: SnapshotMessage[] }> {
  const response = await fetch(`${url}/internal/v1/snapshot`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stop,
  })
  if (response.body === null || response.status !== 200) throw new Error(`no snapshot: ${response.status}`)
  const messages: SnapshotMessage[] = []
  const read = async (body: ReadableStream<Uint8Array>) => {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of body) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') messages.push(snapshotMessageSchema.parse(JSON.parse(line)))
    }
  }
  // The end of the stream, however it comes, is the end of the following.
  read(response.body).catch(() => {})
  return { messages }
}

function environment(variables: Variables): NodeJS.ProcessEnv {
  return { TOLLGATE_CONTROL_TOKEN: token, TOLLGATE_CONSOLE_PORT: '0', ...variables }
}
