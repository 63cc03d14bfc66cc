import assert from 'node:assert/strict'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect } from 'node:tls'
import { makeOwnChain, type OwnChain } from '../harness/make-certificates.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { until } from '../harness/until.ts'
import { certificateHeadings, Guide } from './guide.ts'
import { codexExec, Newcomer } from './newcomer.ts'

const guide = new Guide(certificateHeadings)
const toml = new Guide(['4.']).take('toml', 'model_provider')
const fetchCertificate = new Guide(['4.']).take('sh', 'openssl s_client')

describe("docs/guides/codex.md: a company's own certificate", () => {
  const started = new AsyncDisposableStack()
  const files = { certificate: '', key: '' }
  let newcomer: Newcomer
  let first: OwnChain
  let second: OwnChain

  before(async () => {
    const folder = started.use(await temporaryFolder())
    for (const name of ['first', 'second', 'etc']) await mkdir(join(folder.path, name))
    first = await makeOwnChain(join(folder.path, 'first'))
    second = await makeOwnChain(join(folder.path, 'second'))
    files.certificate = join(folder.path, 'etc', 'fullchain.pem')
    files.key = join(folder.path, 'etc', 'key.pem')
    await put(first)
    const command = guide.take('sh', 'TOLLGATE_TLS_CERTIFICATE=').replaceAll('/etc/tollgate', join(folder.path, 'etc'))
    newcomer = started.use(await Newcomer.start(command))
    await newcomer.writeCodexConfig(toml)
  })

  after(() => started.disposeAsync())

  test('Codex that trusts the authority of the company gets its answer', async () => {
    assert.match(await codex(first.authorityFile), /demo provider/)
  })

  test("the gateway's own certificate, as the openssl line fetches it, is not enough then", async () => {
    await newcomer.type(fetchCertificate, { folder: newcomer.home })
    assert.match(
      await codex(join(newcomer.home, 'gateway_certificate.pem')),
      /Connection failed: error sending request/,
    )
  })

  test('files that do not fit together change nothing and are told; fitting ones are used without a restart', async () => {
    const before = await servedFingerprint()
    await copyFile(second.certificateFile, files.certificate)
    await until('the mismatch to be told', () => /the old one stays in force/.test(newcomer.tollgate.logs))
    assert.equal(await servedFingerprint(), before)
    await put(second)
    await until('the new certificate to be served', async () => (await servedFingerprint()) !== before)
    assert.match(await codex(second.authorityFile), /demo provider/)
    assert.deepEqual(guide.left, [])
  })

  async function put(chain: OwnChain): Promise<void> {
    await copyFile(chain.certificateFile, files.certificate)
    await copyFile(chain.keyFile, files.key)
  }

  async function codex(trusted: string): Promise<string> {
    const environment = { OPENAI_AUTH_TOKEN: newcomer.firstKey, CODEX_CA_CERTIFICATE: trusted }
    const { stdout, stderr } = await newcomer.type(`${codexExec()} || true`, { folder: newcomer.home, environment })
    return stdout + stderr
  }

  function servedFingerprint(): Promise<string> {
    const { port } = new URL(newcomer.tollgate.httpsUrl)
    return new Promise((resolve, reject) => {
      const socket = connect({ port: Number(port), host: 'localhost', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256)
        socket.destroy()
      })
      socket.on('error', reject)
    })
  }
})
