import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { formatJoinToken } from '@tollgate/contract/gateway-link'
import { fingerprintOf } from './config/pinned-connection.ts'
import { makeCertificate } from './testing/certificate.ts'
import { ControlStandIn } from './testing/control-stand-in.ts'
import { settingsRow } from './testing/rows.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { until } from './testing/until.ts'

const program = join(import.meta.dirname, 'main.ts')

describe('the gateway started alone', () => {
  const folder = temporaryFolder()
  const certificate = makeCertificate(folder.path)
  const fingerprint = fingerprintOf(new X509Certificate(readFileSync(certificate.certificate)))
  let control: ControlStandIn

  before(async () => {
    control = await ControlStandIn.start([settingsRow()], { certificate })
  })
  after(async () => {
    await control[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const environment = (changes: Record<string, string>) => ({
    PATH: process.env.PATH ?? '',
    TOLLGATE_HOME: join(folder.path, 'home'),
    TOLLGATE_HTTPS_PORT: '0',
    TOLLGATE_HTTP_PORT: '0',
    TOLLGATE_TLS_CERTIFICATE: certificate.certificate,
    TOLLGATE_TLS_KEY: certificate.key,
    ...changes,
  })

  /** Runs until `version` is reported, then ends it as a supervisor does. */
  async function run(changes: Record<string, string>, isThere: () => boolean): Promise<string> {
    const child = spawn(process.execPath, [program], { env: environment(changes), stdio: ['ignore', 'ignore', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (piece: Buffer) => {
      errors += piece
    })
    const exited = once(child, 'exit')
    try {
      await until('the gateway', isThere, 15_000)
    } finally {
      child.kill('SIGTERM')
    }
    assert.deepEqual(await exited, [0, null], errors)
    return errors
  }

  it('joins with its join token, follows, and starts from what it kept while the control plane is away', async () => {
    const joinToken = formatJoinToken({ url: control.url, fingerprint, secret: control.joinSecret })
    const reported = () => control.reports.at(-1)?.version === control.version
    const first = await run({ TOLLGATE_JOIN_TOKEN: joinToken, TOLLGATE_GATEWAY_NAME: 'edge-1' }, reported)
    assert.match(first, /this gateway has joined/)
    assert.equal(control.joined[0]?.name, 'edge-1')
    for (const secret of [control.token, joinToken, 'join-secret']) assert.ok(!first.includes(secret))
    control.change([])
    await run({}, reported)
    assert.equal(control.joined.length, 1)
    const port = Number(new URL(control.url).port)
    await control[Symbol.asyncDispose]()
    let isUp = false
    const child = spawn(process.execPath, [program], { env: environment({}), stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (piece: Buffer) => {
      isUp ||= String(piece).includes('started with the last good copy')
    })
    await until('the last good copy', () => isUp, 15_000)
    child.kill('SIGTERM')
    await once(child, 'exit')
    control = await ControlStandIn.start([settingsRow()], { certificate, port })
  })

  const mistakes: ReadonlyArray<readonly [changes: Record<string, string>, sentence: RegExp]> = [
    [{ TOLLGATE_HOME: join(folder.path, 'other') }, /^This gateway has no control plane to follow: .*\n$/],
    [
      { TOLLGATE_HOME: join(folder.path, 'other'), TOLLGATE_JOIN_TOKEN: 'x' },
      /^TOLLGATE_JOIN_TOKEN is no join token: .*\n$/,
    ],
    [
      { TOLLGATE_THREADS: 'many' },
      /^TOLLGATE_THREADS is 'many': it has to be a whole number from 1 to 64, or auto\.\n$/,
    ],
    [{ TOLLGATE_TRUSTED_PROXIES: '10.0.0.0/8,proxy' }, /^TOLLGATE_TRUSTED_PROXIES names 'proxy': .*\n$/],
  ]
  for (const [changes, sentence] of mistakes) {
    it(`says in one sentence what is wrong: ${sentence.source.slice(1, 40)}`, async () => {
      const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
        execFile(process.execPath, [program], { env: environment(changes) }, (error, _stdout, stderr) =>
          resolve({ code: error?.code, stderr }),
        )
      })
      assert.equal(code, 1)
      assert.match(stderr, sentence)
    })
  }
})
