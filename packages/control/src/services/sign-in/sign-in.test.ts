import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { testIdentityProvider } from '../../access/authentication/testing/test-identity-provider.ts'
import { refused } from '../../testing/refused.ts'
import { testServices } from '../../testing/test-services.ts'
import { testSignIn } from './test.ts'
import { testIssuer } from './test-issuer.ts'

test('a real identity provider is ready, and only those who may change settings ask it', async (t) => {
  const { provider, stop } = await testIdentityProvider()
  t.after(stop)
  const { id, name, issuer } = provider
  const { admin, verbAs } = await testServices(t, { identityProviders: [{ id, name, issuer }] })
  const [found] = await testSignIn(admin)
  const host = new URL(issuer).host
  assert.match(found?.says ?? '', new RegExp(`^It answers: people sign in at ${host}, proved by \\d+ keys?\\.$`))
  assert.deepEqual([found?.id, found?.isReady], [id, true])
  await refused(testSignIn(verbAs('viewer')), 'forbidden', /settings:manage/)
})

test('what is wrong with an identity provider is said, with what to do', async (t) => {
  const good = (issuer: string) => ({
    ...{ issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t`, jwks_uri: `${issuer}/keys` },
  })
  for (const [answers, says] of [
    [{}, /openid-configuration answers 404: check TOLLGATE_OIDC_ISSUER/],
    [{ configuration: () => '<html>' }, /has no configuration of OpenID Connect/],
    [
      { configuration: () => good('https://other.example.com') },
      /It calls itself https:\/\/other\.example\.com: write/,
    ],
    [{ configuration: good }, /\/keys answers 404/],
    [{ configuration: good, keys: { keys: [] } }, /\/keys has no key to prove who signs in/],
  ] as const) {
    const found = await testIssuer(await serve(t, answers))
    assert.equal(found.isReady, false)
    assert.match(found.says, says)
  }
  const keys = { keys: [{ kty: 'RSA' }] }
  const slashed = { configuration: (issuer: string) => ({ ...good(issuer), issuer: `${issuer}/` }), keys }
  assert.equal((await testIssuer(await serve(t, slashed))).isReady, true)
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  const nobody = await testIssuer(`http://127.0.0.1:${port}`)
  assert.deepEqual([nobody.isReady, /refuses connections/.test(nobody.says)], [false, true])
})

interface Answers {
  readonly configuration?: (issuer: string) => unknown
  readonly keys?: unknown
}

/** A provider that says what it is told to; what it is not told is not there. */
async function serve(t: TestContext, { configuration, keys }: Answers): Promise<string> {
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`
    const answer = request.url === '/keys' ? keys : configuration?.(issuer)
    response.statusCode = answer === undefined ? 404 : 200
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
