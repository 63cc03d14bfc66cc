import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { type Gateway, startGateway } from './gateway.ts'
import { policies } from './policies/index.ts'
import { protocols } from './protocols/protocols.ts'
import { makeCertificate } from './testing/certificate.ts'
import { send } from './testing/client.ts'
import { ControlStandIn } from './testing/control-stand-in.ts'
import { keyRow } from './testing/rows.ts'
import { respond, ScriptedUpstream } from './testing/scripted-upstream.ts'
import { type TemporaryFolder, temporaryFolder } from './testing/temporary-folder.ts'
import { clientKey, completed, responsesPath, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

describe('startGateway while the control plane is away', () => {
  let folder: TemporaryFolder
  let upstream: ScriptedUpstream
  let control: ControlStandIn
  let gateway: Gateway | undefined
  let logLines: string[]

  beforeEach(async () => {
    folder = temporaryFolder()
    logLines = []
    upstream = await ScriptedUpstream.start()
    upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    control = await ControlStandIn.start(completed([testApi(upstream.url)]))
  })

  afterEach(async () => {
    await gateway?.stop(100)
    gateway = undefined
    await control[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  async function start(url = control.url): Promise<Gateway> {
    gateway = await startGateway({
      listen: { https: { hosts: ['127.0.0.1'], port: 0 }, http: { hosts: ['127.0.0.1'], port: 0 } },
      certificate: makeCertificate(folder.path),
      control: { url, token: control.token },
      lastGoodDirectory: join(folder.path, 'last-good'),
      usageDirectory: join(folder.path, 'usage'),
      allowPrivateUpstreams: true,
      policies,
      protocols,
      software: '9.9.9',
      log: pino({ base: null }, { write: (line: string) => logLines.push(line) }),
    })
    return gateway
  }

  const call = async (key = clientKey) => {
    const port = gateway?.ports.httpPort ?? 0
    return (await send(port, { path: responsesPath, headers: { apikey: key }, body: '{"model":"m"}' })).status
  }

  it('serves from its last good copy, with what was revoked before, and takes the base when it is back', async () => {
    await start()
    assert.equal(await call(), 200)
    control.change([keyRow('lost-key'), keyRow('other-key')])
    control.change([keyRow('lost-key', { state: 'revoked' })])
    await until('version 3', () => gateway?.configVersion() === 3)
    await gateway?.stop(100)
    const port = Number(new URL(control.url).port)
    await control[Symbol.asyncDispose]()

    const startedAt = performance.now()
    await start()
    assert.ok(performance.now() - startedAt < 2_500)
    assert.match(logLines.join(''), /started with the last good copy/)
    assert.equal(gateway?.configVersion(), 3)
    assert.deepEqual([await call(), await call('lost-key'), await call('other-key')], [200, 401, 200])

    control = await ControlStandIn.start(completed([testApi(upstream.url)]), { port })
    control.version = 7
    await until('the base', () => gateway?.configVersion() === 7, 8_000)
    assert.equal(await call('other-key'), 401)
    await until('the report', () => control.reports.at(-1)?.version === 7)
    assert.equal(control.reports.at(-1)?.source, 'control')
  })

  it('tells the control plane what is in force, what it refused, and how many calls are open', async () => {
    await start()
    await until('the first report', () => control.reports.at(-1)?.version === 1)
    const release = Promise.withResolvers<void>()
    upstream.script = async (upstreamCall) => {
      await release.promise
      await respond(upstreamCall, { body: '{"status":"completed"}' })
    }
    const open = call()
    await until('the call', () => upstream.calls.length === 1)
    const startedAt = performance.now()
    control.change([testApi(upstream.url, { name: 'other', protocols: ['telepathy'] })])
    await until('the report', () => control.reports.at(-1)?.version === 2)
    assert.ok(performance.now() - startedAt < 1_000)
    const report = control.reports.at(-1)
    assert.equal(report?.software, '9.9.9')
    assert.equal(report.openCalls, 1)
    assert.equal(report.refused?.version, 2)
    assert.match(report.refused.reason, /telepathy/)
    release.resolve()
    assert.equal(await open, 200)
  })

  it('serves on where its token is refused, says so, and keeps asking', async () => {
    await start()
    const { token } = control
    control.token = 'another'
    control.breakOff()
    const asked = control.requests
    await until('the refusal', () => logLines.some((line) => line.includes('does not know the token of this gateway')))
    assert.equal(await call(), 200)
    await until('more requests', () => control.requests >= asked + 2)
    control.token = token
    control.replace(completed([]))
    await until('the base', () => gateway?.configVersion() === 2, 8_000)
  })

  it('takes its copy where the control plane is there and says nothing', async () => {
    await start()
    await gateway?.stop(100)
    control.holdsStreams = true
    control.status = 500
    await start()
    assert.equal(await call(), 200)
  })

  it('does not start without a control plane and without a copy, and says why', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
      })
    })
    await assert.rejects(start(`http://127.0.0.1:${port}`), /No configuration came .* within 10 s: .*ECONNREFUSED/)
  })
})
