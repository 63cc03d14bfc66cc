import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call } from '../harness/call.ts'
import { makeOwnChain } from '../harness/make-certificates.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

test('a provider is trusted by its certificate, or it is sent nothing', async () => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  await using folder = await temporaryFolder()
  const chain = await makeOwnChain(folder.path)
  const tls = { certificate: await readFile(chain.certificateFile, 'utf8'), key: await readFile(chain.keyFile, 'utf8') }
  await using provider = await FakeProvider.start({ answer: agentProvider(), tls })
  const production = { url: provider.url, credential: { env: 'PROVIDER_KEY' } }
  const trusting = { production: { ...production, trustedCertificates: chain.authorityFile } }
  await using tollgate = await startTollgate({
    config: configOf([
      guideApi(provider.url, { name: 'Trusted', context: '/trusted', endpoints: trusting }),
      guideApi(provider.url, { name: 'Unknown', context: '/unknown' }),
    ]),
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  const ask = (context: string) =>
    call(`${tollgate.httpUrl}${context}/2.3.0/responses`, { body: '{"input":"hi"}', headers: { apikey: CLIENT_KEY } })

  const refused = await ask('/unknown')
  assert.equal(refused.status, 502)
  assert.equal(JSON.parse(refused.text).error.code, 'provider_unreachable')
  assert.ok(!refused.text.includes('127.0.0.1'), 'no host name of a provider leaves')
  assert.equal(provider.requests.length, 0)

  assert.equal((await ask('/trusted')).status, 200)
  assert.equal(provider.requests.length, 1)
})
