import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFile, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call } from '../harness/call.ts'
import { makeOwnChain, type OwnChain } from '../harness/make-certificates.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

test('HTTP/1.1 is preferred, h2 is there for who speaks nothing else', async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using tollgate = await startTollgate({
    config: configOf([guideApi('http://127.0.0.1:9')]),
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  const ca = await readFile(tollgate.certificateFile, 'utf8')
  const chosen = async (offered: readonly string[]) => {
    const socket = await handshake(tollgate.httpsUrl, ca, offered)
    socket.destroy()
    return socket.alpnProtocol
  }
  assert.equal(await chosen(['h2', 'http/1.1']), 'http/1.1')
  assert.equal(await chosen(['http/1.1']), 'http/1.1')
  assert.equal(await chosen(['h2']), 'h2')
  assert.equal(await chosen([]), false)
  await assert.rejects(chosen(['spdy/3']))
})

test("a user's own certificate is replaced without a restart, and running streams do not notice", async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using folder = await temporaryFolder()
  await using other = await temporaryFolder()
  const before = await makeOwnChain(folder.path)
  const after = await makeOwnChain(other.path)
  await using provider = await FakeProvider.start({ answer: agentProvider({ gapMs: 100 }) })
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: {
      CLIENT_KEY,
      PROVIDER_KEY,
      TOLLGATE_TLS_CERTIFICATE: before.certificateFile,
      TOLLGATE_TLS_KEY: before.keyFile,
    },
  })
  const ask = async ({ authorityFile }: OwnChain) =>
    call(`${tollgate.httpsUrl}/openaiapi/2.3.0/responses`, {
      body: '{"model":"gpt-5.4","stream":true,"input":"hi"}',
      headers: { apikey: CLIENT_KEY },
      trusted: await readFile(authorityFile, 'utf8'),
    })
  const running = ask(before)
  await until('the running stream', () => provider.served.length === 1)
  await replace(after.keyFile, before.keyFile)
  await replace(after.certificateFile, before.certificateFile)
  const authority = await readFile(after.authorityFile, 'utf8')
  const isNew = () => handshake(tollgate.httpsUrl, authority, []).then(closed, () => false)
  await until('the new certificate', isNew)
  assert.equal((await running).status, 200)
  assert.match((await running).text, /response\.completed/)
  assert.equal((await ask(after)).status, 200)
  await assert.rejects(ask(before))
})

async function handshake(url: string, ca: string, offered: readonly string[]): Promise<TLSSocket> {
  const { port } = new URL(url)
  const socket = connect({ host: 'localhost', port: Number(port), ca, ALPNProtocols: [...offered] })
  await once(socket, 'secureConnect')
  return socket
}

function closed(socket: TLSSocket): true {
  socket.destroy()
  return true
}

/** In one step, as certificate tools do. */
async function replace(from: string, to: string): Promise<void> {
  const draft = join(to, '..', 'draft.pem')
  await copyFile(from, draft)
  await rename(draft, to)
}
