import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { formatApiKey } from '@tollgate/contract/api-key'
import { send } from './testing/client.ts'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond, ScriptedUpstream } from './testing/scripted-upstream.ts'
import {
  clientKey,
  providerKey,
  responsesPath,
  startTestGateway,
  type TestGateway,
  testApi,
} from './testing/test-gateway.ts'

const secondKey = 'planted-second-key-0123456789abcdef'
const mistyped = `${formatApiKey(new Uint8Array(64).fill(7)).slice(0, -1)}!`

describe('startGateway: who calls', () => {
  let tollgate: TestGateway
  let sandbox: ScriptedUpstream

  before(async () => {
    sandbox = await ScriptedUpstream.start()
    tollgate = await startTestGateway({
      rows: (url) => {
        const both = testApi(url, { name: 'both' })
        const [production] = both.endpoints
        const [sandboxEndpoint] = testApi(sandbox.url, {}, { id: 'ep_sandbox', stage: 'sandbox' }).endpoints
        return [
          testApi(url),
          { ...both, endpoints: [production, sandboxEndpoint].filter((endpoint) => endpoint !== undefined) },
          testApi(url, { name: 'ownheader', keyHeader: 'x-our-key' }),
          testApi(url, { name: 'blocked', state: 'blocked' }),
          testApi(url, { name: 'wso2', errorFormat: 'wso2', state: 'blocked' }),
          testApi(url, { name: 'stopped' }),
          testApi(url, { name: 'apikeyupstream' }, { credential: { header: 'x-api-key', value: providerKey } }),
          subscriptionRow('app_tests', 'api_stopped', { state: 'blocked' }),
          applicationRow('second'),
          keyRow(secondKey, { applicationId: 'app_second' }),
          subscriptionRow('app_second', 'api_openai'),
          subscriptionRow('app_tests', 'api_openai'),
          keyRow('expired-key', { expiresAt: Date.now() - 1 }),
          keyRow('later-key', { expiresAt: Date.now() + 60_000 }),
          keyRow('revoked-key', { state: 'revoked' }),
          keyRow('revoked-and-expired', { state: 'revoked', expiresAt: 1 }),
          keyRow('orphan-key', { applicationId: 'app_none' }),
          keyRow('sandbox-key', { type: 'sandbox' }),
          planRow('unused', []),
        ]
      },
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  })

  after(async () => {
    await tollgate[Symbol.asyncDispose]()
    await sandbox[Symbol.asyncDispose]()
  })

  /** Without the planted key. */
  const call = (headers: Record<string, string>, path = responsesPath) =>
    send(tollgate.port, { path, headers, body: '{"model":"m"}' })

  const precedence: ReadonlyArray<
    readonly [name: string, headers: Record<string, string>, application: string | number]
  > = [
    ['apikey', { ApiKey: clientKey }, 'tests'],
    ['x-api-key', { 'X-Api-Key': clientKey }, 'tests'],
    ['x-goog-api-key', { 'x-goog-api-key': clientKey }, 'tests'],
    ['a bearer token', { authorization: `Bearer ${clientKey}` }, 'tests'],
    ['a bearer token in capitals, with spaces', { authorization: ` BEARER   ${clientKey}  ` }, 'tests'],
    [
      'apikey before all others',
      { apikey: secondKey, 'x-api-key': clientKey, 'x-goog-api-key': clientKey, authorization: `Bearer ${clientKey}` },
      'second',
    ],
    [
      'x-api-key before the others',
      { 'x-api-key': secondKey, 'x-goog-api-key': clientKey, authorization: `Bearer ${clientKey}` },
      'second',
    ],
    [
      'x-goog-api-key before the bearer',
      { 'x-goog-api-key': secondKey, authorization: `Bearer ${clientKey}` },
      'second',
    ],
    ['the next one where the first is empty', { apikey: '', authorization: `Bearer ${clientKey}` }, 'tests'],
    ['no second try where the first one is wrong', { apikey: 'wrong', authorization: `Bearer ${clientKey}` }, 401],
    ['nothing of the scheme Basic', { authorization: `Basic ${clientKey}` }, 401],
    ['nothing of a bare token', { authorization: clientKey }, 401],
    ['no header that is not named', { 'api-key': clientKey, 'x-key': clientKey }, 401],
  ]
  for (const [name, headers, application] of precedence) {
    it(`takes ${name}`, async () => {
      const before = tollgate.records().length
      const answer = await call(headers)
      assert.equal(answer.status, typeof application === 'number' ? application : 200)
      if (typeof application === 'string') assert.equal(tollgate.records().at(before)?.caller?.application, application)
    })
  }

  it('takes the one header that an API names, and no other', async () => {
    const path = '/ownheader/1.0/responses'
    const answer = await call({ apikey: clientKey, authorization: `Bearer ${clientKey}` }, path)
    assert.equal(answer.status, 401)
    assert.match(answer.text, /this API takes it in the header x-our-key/)
    assert.equal((await call({ 'X-Our-Key': clientKey, apikey: 'wrong' }, path)).status, 200)
    assert.equal(tollgate.upstream.last.request.headers['x-our-key'], undefined)
  })

  it('does not take a key from the address', async () => {
    assert.equal((await call({}, `${responsesPath}?apikey=${clientKey}`)).status, 401)
  })

  interface RefusalCase {
    readonly name: string
    readonly key: string
    readonly path?: string
    readonly other: number
    readonly codex: number
    readonly message: RegExp
  }
  const refusals: readonly RefusalCase[] = [
    { name: 'no key', key: '', other: 401, codex: 401, message: /No API key was sent/ },
    { name: 'an unknown key', key: 'nobody-knows-this-key', other: 401, codex: 401, message: /not known here/ },
    { name: 'a mistyped key', key: mistyped, other: 401, codex: 401, message: /mistyped/ },
    { name: 'an expired key', key: 'expired-key', other: 401, codex: 401, message: /has expired/ },
    { name: 'a revoked key', key: 'revoked-key', other: 401, codex: 401, message: /was revoked/ },
    {
      name: 'a revoked key that expired too',
      key: 'revoked-and-expired',
      other: 401,
      codex: 401,
      message: /was revoked/,
    },
    { name: 'a key whose application is gone', key: 'orphan-key', other: 401, codex: 401, message: /not known here/ },
    {
      name: 'an application that is not subscribed',
      key: secondKey,
      path: '/both/1.0/responses',
      other: 403,
      codex: 400,
      message: /application second is not subscribed to both 1\.0/,
    },
    {
      name: 'a blocked subscription',
      key: clientKey,
      path: '/stopped/1.0/responses',
      other: 403,
      codex: 400,
      message: /subscription of tests to stopped 1\.0 is blocked/,
    },
    {
      name: 'a blocked API',
      key: clientKey,
      path: '/blocked/1.0/responses',
      other: 403,
      codex: 400,
      message: /blocked for now/,
    },
    {
      name: 'an unknown key at a blocked API',
      key: 'nobody',
      path: '/blocked/1.0/responses',
      other: 401,
      codex: 401,
      message: /not known here/,
    },
    {
      name: 'a sandbox key where there is no sandbox',
      key: 'sandbox-key',
      other: 403,
      codex: 400,
      message: /This is a sandbox key, and openai 1\.0 has no sandbox endpoint/,
    },
  ]
  for (const { name, key, path = responsesPath, other, codex, message } of refusals) {
    it(`refuses ${name} in one sentence, without a call to the provider`, async () => {
      const calls = tollgate.upstream.calls.length
      for (const [originator, status] of [
        ['other', other],
        ['codex_exec', codex],
      ] as const) {
        const answer = await call({ apikey: key, originator }, path)
        assert.equal(answer.status, status)
        assert.match((answer.json() as { error: { message: string } }).error.message, message)
        assert.equal(answer.headers['x-should-retry'], 'false')
        assert.equal(answer.headers['www-authenticate'], status === 401 ? 'Bearer realm="tollgate"' : undefined)
        assert.ok(!answer.text.includes(clientKey) && !answer.text.includes(secondKey))
      }
      assert.equal(tollgate.upstream.calls.length, calls)
    })
  }

  it('words a refusal as the incumbent does where the API says so', async () => {
    const answer = await call({ apikey: clientKey }, '/wso2/1.0/responses')
    assert.equal(answer.status, 503)
    assert.equal((answer.json() as { code: string }).code, '700700')
    assert.equal((await call({}, '/wso2/1.0/responses')).status, 401)
  })

  it('takes a key up to the moment at which it expires', async () => {
    assert.equal((await call({ apikey: 'later-key' })).status, 200)
  })

  it('sends each type of key to the endpoint of its stage', async () => {
    const [production, sand] = [tollgate.upstream.calls.length, sandbox.calls.length]
    const path = '/both/1.0/responses'
    assert.equal((await call({ apikey: clientKey }, path)).status, 200)
    assert.equal((await call({ apikey: 'sandbox-key' }, path)).status, 200)
    assert.deepEqual([tollgate.upstream.calls.length - production, sandbox.calls.length - sand], [1, 1])
    assert.equal(tollgate.records().at(-1)?.attempts[0]?.endpoint, 'ep_sandbox')
    assert.equal(tollgate.records().at(-1)?.caller?.keyType, 'sandbox')
  })

  it('does not charge a sandbox key that has no endpoint, and keeps a record of it', async () => {
    await call({ apikey: 'sandbox-key' })
    const record = tollgate.records().at(-1)
    assert.deepEqual(
      [record?.outcome, record?.refusal?.code, record?.usage.source],
      ['refused', 'endpoint_missing', 'none'],
    )
    assert.deepEqual(record?.attempts, [])
  })

  it('takes a new key, and refuses one that was revoked or unsubscribed, from the change on', async () => {
    assert.equal((await call({ apikey: 'fresh-key' })).status, 401)
    await tollgate.change([keyRow('fresh-key')])
    assert.equal((await call({ apikey: 'fresh-key' })).status, 200)
    await tollgate.change([keyRow('fresh-key', { state: 'revoked' })])
    assert.equal((await call({ apikey: 'fresh-key' })).status, 401)
    await tollgate.change([], [{ kind: 'subscription', id: 'sub_app_second_api_openai' }])
    assert.equal((await call({ apikey: secondKey })).status, 403)
    await tollgate.change([subscriptionRow('app_second', 'api_openai')])
    assert.equal((await call({ apikey: secondKey })).status, 200)
  })

  describe('and what the provider sees of it', () => {
    const everywhere = {
      ApiKey: clientKey,
      'X-Api-Key': clientKey,
      'x-goog-api-key': clientKey,
      'api-key': clientKey,
      Authorization: `Bearer ${clientKey}`,
      cookie: `key=${clientKey}`,
      'proxy-authorization': `Basic ${clientKey}`,
    }

    it('has our credential once and the client’s nowhere', async () => {
      const query = `?apikey=${clientKey}&a=1&API_KEY=${clientKey}&key=${clientKey}&%61pi%6Bey=${clientKey}&b=%20`
      await call(everywhere, responsesPath + query)
      const { request } = tollgate.upstream.last
      assert.equal(request.url, '/v1/responses?a=1&b=%20')
      assert.ok(!JSON.stringify([request.rawHeaders, request.url]).includes(clientKey))
      assert.deepEqual(valuesOf(request.rawHeaders, 'authorization'), [`Bearer ${providerKey}`])
    })

    it('has a credential in the header that the provider wants', async () => {
      await call(everywhere, '/apikeyupstream/1.0/responses')
      const { rawHeaders } = tollgate.upstream.last.request
      assert.deepEqual(valuesOf(rawHeaders, 'x-api-key'), [providerKey])
      assert.deepEqual(valuesOf(rawHeaders, 'authorization'), [])
    })

    it('has the path without a query where nothing is left of it', async () => {
      await call({ apikey: clientKey }, `${responsesPath}?key=${clientKey}`)
      assert.equal(tollgate.upstream.last.request.url, '/v1/responses')
    })

    it('has what agents send, and not what belongs to one connection or claims to be somebody', async () => {
      const passed = {
        originator: 'codex_exec',
        'user-agent': 'codex_exec/0.169.0',
        'x-codex-turn-state': 'state-1',
        'x-codex-turn-metadata': '{"a":1}',
        'openai-beta': 'responses=v1',
        'content-type': 'application/json; charset=utf-8',
        accept: 'text/event-stream',
        'session-id': 's-1',
        'X-Of-The-Future': 'Ünicode bytes'.replace('Ü', '\xdc'),
      }
      const dropped = {
        connection: 'x-named',
        'x-named': 'one connection only',
        te: 'trailers',
        'accept-encoding': 'gzip, br',
        'openai-organization': 'org-1',
        'openai-project': 'p-1',
        'chatgpt-account-id': 'acc',
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.test',
        'x-real-ip': '10.0.0.1',
        forwarded: 'for=10.0.0.1',
        via: '1.1 x',
        'x-http-method-override': 'DELETE',
        'x-tollgate-user': 'root',
      }
      await call({ apikey: clientKey, ...passed, ...dropped })
      const { request } = tollgate.upstream.last
      for (const [name, value] of Object.entries(passed))
        assert.deepEqual(valuesOf(request.rawHeaders, name), [value], name)
      for (const name of Object.keys(dropped)) {
        if (name !== 'accept-encoding' && name !== 'connection')
          assert.deepEqual(valuesOf(request.rawHeaders, name), [], name)
      }
      assert.deepEqual(valuesOf(request.rawHeaders, 'accept-encoding'), ['identity'])
      assert.deepEqual(valuesOf(request.rawHeaders, 'host'), [new URL(tollgate.upstream.url).host])
    })
  })

  describe('and what the client sees of the provider', () => {
    it('has ours for the request id, and the provider’s beside it', async () => {
      tollgate.upstream.script = (upstream) =>
        respond(upstream, {
          body: '{"status":"completed"}',
          headers: {
            'x-request-id': 'req_of_the_provider',
            'x-codex-turn-state': 'state-2',
            'openai-processing-ms': '17',
            'openai-version': '2020-10-01',
            'x-ratelimit-remaining-tokens': '5',
            'openai-organization': 'org-of-ours',
            'openai-project': 'proj',
            'set-cookie': '__cf_bm=secret',
            server: 'cloudflare',
            'cf-ray': '1',
            'strict-transport-security': 'max-age=1',
            'alt-svc': 'h3=":443"',
            location: 'http://elsewhere.test',
            'keep-alive': 'timeout=5',
            connection: 'keep-alive, x-private',
            'x-private': 'hop',
          },
        })
      const answer = await call({ apikey: clientKey })
      const record = tollgate.records().at(-1)
      assert.equal(answer.headers['x-request-id'], record?.id)
      assert.equal(answer.headers['x-upstream-request-id'], 'req_of_the_provider')
      assert.equal(record?.attempts[0]?.upstreamRequestId, 'req_of_the_provider')
      for (const [name, value] of [
        ['x-codex-turn-state', 'state-2'],
        ['openai-processing-ms', '17'],
        ['openai-version', '2020-10-01'],
        ['x-ratelimit-remaining-tokens', '5'],
      ] as const)
        assert.equal(answer.headers[name], value)
      for (const name of [
        'openai-organization',
        'openai-project',
        'set-cookie',
        'server',
        'cf-ray',
        'strict-transport-security',
        'alt-svc',
        'location',
        'x-private',
        'content-encoding',
      ])
        assert.equal(answer.headers[name], undefined, name)
    })

    it('has a request id of its own on every answer, refused ones too', async () => {
      const answers = [
        await call({ apikey: clientKey }),
        await call({ apikey: clientKey }),
        await call({}),
        await call({}, '/nowhere'),
      ]
      const ids = answers.map(({ headers }) => headers['x-request-id'])
      assert.equal(new Set(ids).size, 4)
      for (const id of ids) assert.match(String(id), /^[0-9a-f-]{28,36}$/)
    })
  })
})

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase())
}
