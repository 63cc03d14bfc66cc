import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { respond } from './testing/scripted-upstream.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

describe('startGateway: routing', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url, { name: 'openai', isDefaultVersion: true, version: '2.0' }),
        testApi(url, { name: 'older', context: '/openai', version: '1.0' }),
        testApi(url, { name: 'deeper', context: '/openai/2.0/special', version: '1' }),
        testApi(url, { name: 'created', state: 'created' }),
        testApi(url, { name: 'retired', state: 'retired' }),
        testApi(url, { name: 'deprecated', state: 'deprecated' }),
        testApi(url, { name: 'onlychat', protocols: ['openai-chat'] }),
        testApi(url, { name: 'six', context: '/a/b/c/d/e/f', version: '1' }),
      ],
    })
    // Every API answers with the name of the path that the provider was asked for.
    tollgate.upstream.script = (call) => respond(call, { body: JSON.stringify({ asked: call.request.url }) })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  const found: ReadonlyArray<readonly [path: string, api: string]> = [
    ['/openai/2.0/responses', 'openai'],
    ['/openai/2.0/v1/responses', 'openai'],
    ['/openai/responses', 'openai'],
    ['/openai/v1/responses', 'openai'],
    ['/openai/2.0/responses/', 'openai'],
    ['/openai/1.0/responses', 'older'],
    ['/openai/2.0/special/1/responses', 'deeper'],
    ['/deprecated/1.0/responses', 'deprecated'],
    ['/a/b/c/d/e/f/1/responses', 'six'],
  ]
  for (const [path, api] of found) {
    it(`takes ${path} to ${api}`, async () => {
      const before = tollgate.records().length
      const answer = await tollgate.call({ path, body: '{"model":"m"}' })
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.json(), { asked: '/v1/responses' })
      assert.equal(tollgate.records().at(before)?.api.name, api)
    })
  }

  const unknown: ReadonlyArray<readonly [path: string, code: string]> = [
    ['/', 'api_not_found'],
    ['/nothing/1.0/responses', 'api_not_found'],
    ['/openaix/1.0/responses', 'api_not_found'],
    ['/OPENAI/1.0/responses', 'api_not_found'],
    ['/created/1.0/responses', 'api_not_found'],
    ['/retired/1.0/responses', 'api_not_found'],
    ['/older/1.0/responses', 'api_not_found'],
    ['/a/b/c/d/e/f', 'api_not_found'],
    ['/openai/9.9/responses', 'api_not_found'],
    ['/openai/1.0', 'operation_not_found'],
    ['/openai/1.0/', 'operation_not_found'],
    ['/openai/1.0/v1', 'operation_not_found'],
    ['/openai/1.0/v1/v1/responses', 'operation_not_found'],
    ['/openai/1.0/v2/responses', 'operation_not_found'],
    ['/openai/1.0//responses', 'operation_not_found'],
    ['/openai/1.0/responses//', 'operation_not_found'],
    ['/openai/1.0/responses/x', 'operation_not_found'],
    ['/openai/1.0/embeddings', 'operation_not_found'],
    ['/onlychat/1.0/responses', 'operation_not_found'],
  ]
  for (const [path, code] of unknown) {
    it(`answers ${path} with ${code}, without a call to the provider`, async () => {
      const calls = tollgate.upstream.calls.length
      const answer = await tollgate.call({ path, body: '{}' })
      assert.equal(answer.status, 404)
      assert.equal(errorOf(answer.json()).code, code)
      assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{28,36}$/)
      assert.equal(tollgate.upstream.calls.length, calls)
    })
  }

  it('says which methods a path takes', async () => {
    const answer = await tollgate.call({ method: 'GET', path: '/openai/1.0/responses' })
    assert.equal(answer.status, 405)
    assert.match(errorOf(answer.json()).message, /\/responses takes POST here, not GET/)
  })

  it('passes the query on, and what is in the path below it', async () => {
    const answer = await tollgate.call({ path: '/openai/1.0/responses?a=1&b=%20%2F&a=2', body: '{}' })
    assert.deepEqual(answer.json(), { asked: '/v1/responses?a=1&b=%20%2F&a=2' })
  })

  it('answers the health check without a key', async () => {
    const answer = await tollgate.call({ method: 'GET', path: '/healthz', headers: { apikey: '' } })
    assert.deepEqual(answer.json(), { status: 'ok', configVersion: tollgate.gateway.configVersion() })
    assert.equal((await tollgate.call({ method: 'HEAD', path: '/healthz' })).text, '')
  })

  it('follows a change of the default version, and of the context, between two calls', async () => {
    const { url } = tollgate.upstream
    const defaultApi = testApi(url, { name: 'older', context: '/openai', version: '1.0', isDefaultVersion: true })
    const other = testApi(url, { name: 'openai', version: '2.0', context: '/moved' })
    // The new owner of the context comes first: what the old one gives up must not take it away again.
    await tollgate.change([defaultApi, other])
    const before = tollgate.records().length
    assert.equal((await tollgate.call({ path: '/openai/responses', body: '{}' })).status, 200)
    assert.equal((await tollgate.call({ path: '/moved/2.0/responses', body: '{}' })).status, 200)
    assert.deepEqual(
      tollgate
        .records()
        .slice(before)
        .map(({ api }) => api.name),
      ['older', 'openai'],
    )
    assert.equal((await tollgate.call({ path: '/openai/2.0/responses', body: '{}' })).status, 404)
  })
})

function errorOf(json: unknown): { code: string; message: string } {
  return (json as { error: { code: string; message: string } }).error
}
