import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { gatewayReadySchema } from '@tollgate/contract/process-messages'
import { pino } from 'pino'
import { policies } from '../policies/index.ts'
import { protocols } from '../protocols/protocols.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { send } from '../testing/client.ts'
import { ControlStandIn } from '../testing/control-stand-in.ts'
import { applicationRow, keyDigest, keyRow, settingsRow, subscriptionRow } from '../testing/rows.ts'
import { beginStream, endStream, respond, writeChunk } from '../testing/scripted-upstream.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { responsesStream } from '../testing/test-answers.ts'
import { clientKey, responsesPath, testApi } from '../testing/test-gateway.ts'
import {
  atOnce,
  closeAll,
  requestBytes,
  startTestThreads,
  type TestThreads,
  untilAnswered,
} from '../testing/test-threads.ts'
import { until, within } from '../testing/until.ts'
import { startThreads } from './start-threads.ts'

const body = '{"model":"m"}'
const stream = responsesStream()

describe('startThreads', () => {
  let threads: TestThreads

  before(async () => {
    threads = await startTestThreads(3)
  })
  after(() => threads[Symbol.asyncDispose]())

  /** The statuses of as many calls as meet every thread. */
  async function statusesEverywhere(key: string): Promise<number[]> {
    const connections = await atOnce(threads.tollgate.port, 60, requestBytes(responsesPath, key, body))
    await untilAnswered(connections)
    closeAll(connections)
    return [...new Set(connections.map(({ statuses }) => statuses[0] ?? 0))]
  }

  it('follows the control plane once, and reports once for all threads', async () => {
    const { control } = threads.tollgate
    assert.equal(control.requests, 1)
    await statusesEverywhere(clientKey)
    const id = `key_${keyDigest(clientKey).slice(0, 16)}`
    const isUseTold = () => control.reports.some(({ keyUses }) => keyUses.some((use) => use.id === id))
    await until('the use of the key to be told', isUseTold, 15_000)
    assert.equal(new Set(control.reports.map(({ startedAt }) => startedAt)).size, 1)
    assert.equal(control.reports.at(-1)?.version, control.version)
  })

  it('adds up the open calls of all threads', async () => {
    const { tollgate } = threads
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, stream.subarray(0, 1_500))
    }
    const connections = await atOnce(tollgate.port, 30, requestBytes(responsesPath, clientKey, body))
    await untilAnswered(connections)
    await until('the report', () => tollgate.control.reports.at(-1)?.openCalls === 30, 15_000)
    closeAll(connections)
    await until('the report', () => tollgate.control.reports.at(-1)?.openCalls === 0, 15_000)
    tollgate.upstream.script = (call) => respond(call, {})
  })

  it('has a new key, and its end, in force in every thread before it says so', async () => {
    const { tollgate } = threads
    const key = 'a-key-for-some-time-0123456789'
    assert.deepEqual(await statusesEverywhere(key), [401])
    for (const [state, status] of [
      ['active', 200],
      ['revoked', 401],
      ['active', 200],
    ] as const) {
      tollgate.control.change([keyRow(key, { state })])
      const { version } = tollgate.control
      await until('the report', () => tollgate.control.reports.at(-1)?.version === version)
      assert.deepEqual(await statusesEverywhere(key), [status])
    }
  })

  it('hands a large configuration over in pieces, and the changes behind it in their order', async () => {
    const { tollgate } = threads
    const many = Array.from({ length: 3_000 }, (_, number) => [
      applicationRow(`many-${number}`),
      keyRow(`key-of-many-${number}`, { applicationId: `app_many-${number}` }),
      subscriptionRow(`app_many-${number}`, 'api_openai'),
    ]).flat()
    tollgate.control.change(many)
    tollgate.control.change([keyRow('key-of-many-7', { applicationId: 'app_many-7', state: 'revoked' })])
    await tollgate.change([keyRow('key-of-many-8', { applicationId: 'app_many-8', state: 'revoked' })])
    const check = async () => {
      assert.deepEqual(await statusesEverywhere('key-of-many-2999'), [200])
      assert.deepEqual(await statusesEverywhere('key-of-many-7'), [401])
      assert.deepEqual(await statusesEverywhere('key-of-many-8'), [401])
    }
    await check()
    // One that comes later gets it as a whole.
    await threads.crash(2)
    await threads.untilAllListen()
    assert.equal(tollgate.gateway.configVersion(), tollgate.control.version)
    await check()
  })

  it('keeps an API as it was in every thread where the new row cannot be run, and says why', async () => {
    const { tollgate } = threads
    const { version } = tollgate.control
    const unknown = {
      id: 'pol_x',
      policy: 'unknown',
      config: {},
      mode: 'enforce',
      when: null,
      onFailure: null,
    } as const
    await tollgate.change([testApi(tollgate.upstream.url, { policies: [unknown] })])
    const isReported = () => tollgate.control.reports.at(-1)?.refused?.version === version + 1
    await until('the report', isReported)
    assert.deepEqual(await statusesEverywhere(clientKey), [200])
  })

  it('uses a new certificate in every thread, and resumes a session in whichever thread it comes to', async () => {
    const { tollgate } = threads
    const { certificate } = tollgate
    const first = await handshake(tollgate.httpsPort)
    const session = await first.session
    const resumed = await Promise.all(Array.from({ length: 20 }, () => handshake(tollgate.httpsPort, session)))
    assert.ok(resumed.every(({ socket }) => socket.isSessionReused()))
    using folder = temporaryFolder()
    const made = makeCertificate(folder.path, 'renewed')
    const { fingerprint256 } = new X509Certificate(readFileSync(made.certificate))
    assert.equal(dirname(certificate.certificate), dirname(certificate.key))
    renameSync(made.key, certificate.key)
    renameSync(made.certificate, certificate.certificate)
    const isNewEverywhere = async () => {
      const shaken = await Promise.all(Array.from({ length: 40 }, () => handshake(tollgate.httpsPort)))
      return shaken.every((one) => one.fingerprint === fingerprint256)
    }
    for (let attempt = 0; !(await isNewEverywhere()); attempt++) assert.ok(attempt < 100)
  })

  it('lets open streams of all threads end when it is stopped, and takes no new connection', async () => {
    await using own = await startTestThreads(2)
    const { tollgate } = own
    const release = Promise.withResolvers<void>()
    tollgate.upstream.script = async (call) => {
      await beginStream(call)
      writeChunk(call, stream.subarray(0, 1_500))
      await release.promise
      writeChunk(call, stream.subarray(1_500))
      endStream(call)
    }
    const open = Array.from({ length: 20 }, () => tollgate.open({ path: responsesPath, body }))
    await Promise.all(open.map((call) => call.until('response.created')))
    const stopped = tollgate.gateway.stop(20_000)
    let isClosed = false
    while (!isClosed) {
      isClosed = await send(tollgate.port, { method: 'GET', path: '/healthz' }).then(
        () => false,
        () => true,
      )
    }
    release.resolve()
    await Promise.all(open.map((call) => call.ended))
    assert.ok(open.every((call) => call.received.equals(stream)))
    await within('the stop', stopped, 10_000)
    const outcomes = tollgate.records().map(({ outcome }) => outcome)
    assert.deepEqual(
      outcomes,
      open.map(() => 'answered'),
    )
  })

  it('says in one sentence which port is taken, by a gateway of threads too', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const { tollgate } = threads
    for (const port of [address.port, tollgate.port]) {
      const started = startThreads({
        listen: { https: { hosts: ['127.0.0.1'], port: 0 }, http: { hosts: ['127.0.0.1'], port } },
        certificate: tollgate.certificate,
        control: { url: tollgate.control.url, token: tollgate.control.token },
        usageDirectory: join(dirname(tollgate.certificate.certificate), 'usage'),
        allowPrivateUpstreams: true,
        policies,
        protocols,
        log: pino({ level: 'silent' }),
        threads: 2,
        logLevel: 'silent',
      })
      await assert.rejects(started, new RegExp(`^Error: Port ${port} on 127.0.0.1 is taken by another program`))
    }
    server.close()
  })
})

describe('the gateway started with TOLLGATE_THREADS', () => {
  const program = join(import.meta.dirname, '..', 'main.ts')

  it('takes calls in all threads, says which one logs, and ends in order', async () => {
    using folder = temporaryFolder()
    await using control = await ControlStandIn.start([settingsRow()])
    const files = makeCertificate(folder.path)
    const child = spawn(process.execPath, [program], {
      env: {
        PATH: process.env.PATH ?? '',
        TOLLGATE_THREADS: '2',
        TOLLGATE_HOME: join(folder.path, 'home'),
        TOLLGATE_HTTPS_PORT: '0',
        TOLLGATE_HTTP_PORT: '0',
        TOLLGATE_TLS_CERTIFICATE: files.certificate,
        TOLLGATE_TLS_KEY: files.key,
        TOLLGATE_CONTROL_URL: control.url,
        TOLLGATE_CONTROL_TOKEN: control.token,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let log = ''
    child.stderr?.on('data', (piece: Buffer) => {
      log += piece
    })
    const exited = once(child, 'exit')
    try {
      const [message] = await once(child, 'message')
      const { type, httpPort, configVersion } = gatewayReadySchema.parse(message)
      assert.deepEqual([type, configVersion], ['ready', 1])
      const connections = await atOnce(httpPort, 40, requestBytes(responsesPath, 'unknown', body))
      await untilAnswered(connections)
      closeAll(connections)
      const refusing = () =>
        new Set(linesOf(log).flatMap((line) => (line.msg === 'refused at the door' ? [line.thread] : [])))
      await until('both threads to say so', () => refusing().has(1) && refusing().has(2))
      assert.equal(control.requests, 1)
    } finally {
      child.kill('SIGTERM')
    }
    assert.deepEqual(await exited, [0, null], log)
  })
})

function linesOf(log: string): Array<{ msg?: string; thread?: number }> {
  return log
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

interface Shaken {
  readonly socket: TLSSocket
  readonly session: Promise<Buffer>
  readonly fingerprint: string
}

async function handshake(port: number, session?: Buffer): Promise<Shaken> {
  const options = { host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false }
  const socket = connectTls({ ...options, ...(session === undefined ? {} : { session }) })
  const given = new Promise<Buffer>((resolve) => socket.once('session', resolve))
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  void given.then(() => socket.destroy())
  return { socket, session: given, fingerprint: fingerprint256 }
}
