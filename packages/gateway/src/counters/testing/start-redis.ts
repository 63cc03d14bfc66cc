import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real redis-server on a socket in a folder of its own, which is gone with it. */
export interface TestRedis extends AsyncDisposable {
  /** The path of its socket. */
  readonly url: string
  readonly process: ChildProcess
  /** Ends it like a power cut; what it had written to its log is there again after `start`. */
  kill(): Promise<void>
  start(): Promise<void>
  /** How many scripts it has run since its start. */
  scripts(): Promise<number>
}

export async function startRedis(...settings: string[]): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-redis-'))
  const url = join(folder, 'redis.sock')
  const files = ['--dir', folder, '--unixsocket', url, '--port', '0', '--save', '']
  let running = await run(url, [...files, ...settings])
  const kill = async () => {
    if (running.exitCode !== null || running.signalCode !== null) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
    await rm(url, { force: true })
  }
  return {
    url,
    get process() {
      return running
    },
    kill,
    async start() {
      running = await run(url, [...files, ...settings])
    },
    scripts: () => scriptsOf(url),
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function run(url: string, settings: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', settings, { stdio: 'ignore' })
  let failure: Error | null = null
  server.on('error', (error) => {
    failure = error
  })
  for (let tries = 0; tries < 500; tries++) {
    if (failure !== null || server.exitCode !== null) throw new Error('redis-server does not start', { cause: failure })
    if (await answers(url)) return server
    await sleep(10)
  }
  server.kill('SIGKILL')
  throw new Error('redis-server does not answer')
}

async function scriptsOf(path: string): Promise<number> {
  const socket = connect(path)
  let text = ''
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  // It closes the connection once it has answered.
  socket.end('INFO commandstats\r\nQUIT\r\n')
  await once(socket, 'close')
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(text)?.[1] ?? 0)
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [reply] = await once(socket, 'data')
    return String(reply).startsWith('+PONG')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
