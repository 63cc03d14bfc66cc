import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { type CodexVersion, codexVersions } from '../harness/agents.ts'
import type { CodexConnection } from '../harness/codex-home.ts'
import { makeOwnChain } from '../harness/make-certificates.ts'
import { type CodexRun, runCodex } from '../harness/run-codex.ts'
import { runProcess, toolPath } from '../harness/run-process.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

test('the certificate that Tollgate makes', { concurrency: 4 }, async (t) => {
  const secrets = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  await using folder = await temporaryFolder()
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: { ...secrets },
  })
  const baseUrl = `${tollgate.httpsUrl}/openaiapi/2.3.0`
  const guideFile = await takeCertificateAsTheGuideSays(folder.path, new URL(tollgate.httpsUrl).port)
  const ways = [
    { name: "the guide's openssl line and SSL_CERT_FILE", file: guideFile, by: 'SSL_CERT_FILE' },
    {
      name: 'the file in the data folder and CODEX_CA_CERTIFICATE',
      file: tollgate.certificateFile,
      by: 'CODEX_CA_CERTIFICATE',
    },
  ] as const
  await Promise.all([
    ...ways.flatMap(({ name, ...certificate }) =>
      codexVersions.map((version) =>
        t.test(`${name} · Codex ${version}`, async () =>
          assertAnswered(await runCodex({ version, baseUrl, certificate, key: secrets.CLIENT_KEY })),
        ),
      ),
    ),
    t.test('a Codex that does not trust it says that it could not connect', async () => {
      const run = await runCodex({ version: '0.169.0', baseUrl, key: secrets.CLIENT_KEY })
      assert.equal(run.exitCode, 1)
      assert.match(run.failure ?? '', /^Connection failed: error sending request/)
    }),
  ])
})

test("a user's own certificate, signed by a company's authority", { concurrency: 4 }, async (t) => {
  const secrets = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider() })
  await using folder = await temporaryFolder()
  const chain = await makeOwnChain(folder.path)
  await using tollgate = await startTollgate({
    config: configOf([guideApi(provider.url)]),
    environment: {
      ...secrets,
      TOLLGATE_TLS_CERTIFICATE: chain.certificateFile,
      TOLLGATE_TLS_KEY: chain.keyFile,
    },
  })
  const connection = (version: CodexVersion): CodexConnection & { readonly version: CodexVersion } => ({
    version,
    baseUrl: `${tollgate.httpsUrl}/openaiapi/2.3.0`,
    key: secrets.CLIENT_KEY,
    certificate: { file: chain.authorityFile, by: 'SSL_CERT_FILE' },
  })
  await Promise.all(
    codexVersions.map((version) =>
      t.test(`Codex ${version} trusts the authority`, async () => assertAnswered(await runCodex(connection(version)))),
    ),
  )
})

function assertAnswered(run: CodexRun): void {
  assert.deepEqual([run.exitCode, run.messages], [0, ['The fake provider says hello.']], run.stdout + run.stderr)
}

/** Step 5 of the seed guide, word for word but for the port. */
async function takeCertificateAsTheGuideSays(folder: string, port: string): Promise<string> {
  const line = `echo -n | openssl s_client -connect localhost:${port} | sed -ne '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/p' > gateway_certificate.pem`
  const environment = { PATH: toolPath() }
  const result = await runProcess({ command: '/bin/bash', args: ['-c', line], environment, folder, timeoutMs: 20_000 })
  assert.equal(result.exitCode, 0, result.stderr)
  return join(folder, 'gateway_certificate.pem')
}
