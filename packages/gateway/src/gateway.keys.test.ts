import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ClientCall, send } from './testing/client.ts'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { clientKey, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const withoutIds = (headers: object) => ({ ...headers, 'x-request-id': '', date: '' })

describe('startGateway: where and for what a key may be used', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      trustedProxies: ['127.0.0.1'],
      rows: (url) => [
        testApi(url),
        testApi(url, { name: 'draft', context: '/openai', version: '2.0', state: 'created', errorFormat: 'wso2' }),
        testApi(url, { name: 'blocked', state: 'blocked' }),
        testApi(url, { name: 'retired', state: 'retired' }),
        testApi(url, { name: 'deprecated', state: 'deprecated' }),
        planRow('none-left', [{ metric: 'requests', limit: 0, count: 1, unit: 'day' }]),
        applicationRow('booked', { team: 'Payments', costCentre: 'CC-7' }),
        keyRow('booked-key', { applicationId: 'app_booked' }),
        subscriptionRow('app_booked', 'api_openai'),
        subscriptionRow('app_tests', 'api_openai'),
        ...['blocked', 'retired', 'deprecated', 'draft'].map((name) => subscriptionRow('app_tests', `api_${name}`)),
        keyRow('suspended-key', { state: 'suspended' }),
        keyRow('inside-key', { allowedAddresses: ['10.0.0.0/8', '2001:db8::/32', 'nonsense'] }),
        keyRow('nonsense-key', { allowedAddresses: ['nonsense'] }),
        keyRow('page-key', { allowedReferrers: ['*.example.com', 'https://app.test/console/*'] }),
        keyRow('draft-test-key', { testApiId: 'api_draft', applicationId: 'app_none' }),
        keyRow('draft-old-key', { testApiId: 'api_draft', state: 'revoked' }),
        keyRow('draft-sandbox-key', { testApiId: 'api_draft', type: 'sandbox' }),
        keyRow('openai-test-key', { testApiId: 'api_openai', applicationId: 'app_none' }),
        keyRow('blocked-test-key', { testApiId: 'api_blocked' }),
        keyRow('retired-test-key', { testApiId: 'api_retired' }),
      ],
    })
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  })
  after(() => tollgate[Symbol.asyncDispose]())

  const call = (key: string, { path = responsesPath, headers = {}, ...more }: Partial<ClientCall> = {}) =>
    send(tollgate.port, { path, headers: { apikey: key, ...headers }, body: '{"model":"m"}', ...more })

  it('refuses a key whose person is suspended', async () => {
    const answer = await call('suspended-key')
    assert.equal(answer.status, 401)
    assert.match(answer.text, /suspended, because the person behind it is/)
  })

  const addresses: ReadonlyArray<readonly [forwarded: string | undefined, status: number]> = [
    [undefined, 403],
    ['10.1.2.3', 200],
    ['::ffff:10.1.2.3', 200],
    ['10.1.2.3:5555', 200],
    ['2001:db8::7', 200],
    ['[2001:db8::7]:443', 200],
    ['10.1.2.3, 192.0.2.1', 403],
    ['192.0.2.1, 10.1.2.3', 200],
    ['192.0.2.1, 10.1.2.3, 127.0.0.1', 200],
    ['10.1.2.3, nobody', 403],
    ['', 403],
  ]
  for (const [forwarded, status] of addresses) {
    it(`answers ${status} to a key of certain addresses behind the trusted proxy, for ${forwarded}`, async () => {
      const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
      const answer = await call('inside-key', { headers })
      assert.equal(answer.status, status)
      if (status === 200) return
      assert.match(answer.text, /may not be used from the address/)
      assert.doesNotMatch(answer.text, /10\.0\.0\.0|db8::\/32/)
    })
  }

  it('takes an address that nobody can read for none at all', async () => {
    assert.equal((await call('nonsense-key')).status, 403)
  })

  const referrers: ReadonlyArray<readonly [referer: string | undefined, status: number]> = [
    [undefined, 403],
    ['https://a.example.com/x?y', 200],
    ['http://A.Example.Com', 200],
    ['https://example.com/', 403],
    ['https://evil.test/a.example.com', 403],
    ['https://a.example.com@evil.test/', 403],
    ['https://a.example.com.evil.test/', 403],
    ['https://app.test/console/page', 200],
    ['http://app.test/console/page', 403],
    ['https://app.test/other', 403],
    ['a.example.com', 403],
  ]
  for (const [referer, status] of referrers) {
    it(`answers ${status} to a key of certain pages, for ${referer}`, async () => {
      const answer = await call('page-key', { headers: referer === undefined ? {} : { referer } })
      assert.equal(answer.status, status)
      if (status !== 200) assert.match(answer.text, /"key_not_allowed"/)
    })
  }

  describe('an API that is not published yet', () => {
    const path = '/openai/2.0/responses'

    it('answers its test key, without a subscription, a plan or an application, and records that', async () => {
      const answer = await call('draft-test-key', { path })
      assert.equal(answer.status, 200)
      const record = tollgate.records().at(-1)
      assert.deepEqual(
        [record?.caller.subscriptionId, record?.caller.plan, record?.caller.applicationId, record?.api.name],
        [null, null, 'app_none', 'draft'],
      )
    })

    it('answers everyone else as an address at which there is nothing', async () => {
      for (const key of [clientKey, 'openai-test-key', 'nobody-knows-this-key', 'blocked-test-key']) {
        const [hidden, unknown] = [await call(key, { path }), await call(key, { path: '/openai/3.0/responses' })]
        assert.equal(hidden.status, 404)
        assert.equal(hidden.text, unknown.text.replace('3.0', '2.0'))
        assert.deepEqual(withoutIds(hidden.headers), withoutIds(unknown.headers))
      }
      const [hidden, unknown] = [
        await send(tollgate.port, { path: '/openai/2.0/nothing', method: 'GET' }),
        await send(tollgate.port, { path: '/openai/3.0/nothing', method: 'GET' }),
      ]
      assert.equal(hidden.text, unknown.text.replace('3.0', '2.0'))
    })

    it('says to its own test key what is wrong with it', async () => {
      assert.equal((await call('draft-old-key', { path })).status, 401)
      const sandbox = await call('draft-sandbox-key', { path })
      assert.equal(sandbox.status, 403)
      assert.match(sandbox.text, /has no sandbox endpoint/)
    })
  })

  it('opens one API with a test key, and no other', async () => {
    assert.equal((await call('openai-test-key')).status, 200)
    const answer = await call('openai-test-key', { path: '/deprecated/1.0/responses' })
    assert.equal(answer.status, 403)
    assert.match(answer.text, /test key, which opens the API that it was made for/)
  })

  for (const [name, status] of [
    ['blocked', 403],
    ['retired', 404],
    ['deprecated', 200],
  ] as const) {
    it(`answers ${status} where an API is ${name}, to test keys too`, async () => {
      assert.equal((await call(clientKey, { path: `/${name}/1.0/responses` })).status, status)
      if (name === 'deprecated') return
      assert.equal((await call(`${name}-test-key`, { path: `/${name}/1.0/responses` })).status, status)
    })
  }

  it('books a call on the team and cost centre that its application had when it came', async () => {
    await call('booked-key')
    const { caller } = tollgate.records().at(-1) ?? {}
    assert.deepEqual([caller?.team, caller?.costCentre], ['Payments', 'CC-7'])
    assert.equal((await call(clientKey)).status, 200)
    assert.equal(tollgate.records().at(-1)?.caller.team, null)
  })

  it('records the address of the client, not of the trusted proxy', async () => {
    await call(clientKey, { headers: { 'x-forwarded-for': '192.0.2.9' } })
    assert.equal(tollgate.records().at(-1)?.agent.address, '192.0.2.9')
  })
})

describe('startGateway without trusted proxies', () => {
  it('believes no X-Forwarded-For', async () => {
    await using tollgate = await startTestGateway({
      rows: (url) => [testApi(url), keyRow('inside-key', { allowedAddresses: ['10.0.0.0/8'] })],
    })
    const headers = { apikey: 'inside-key', 'x-forwarded-for': '10.0.0.1' }
    assert.equal((await send(tollgate.port, { path: responsesPath, headers, body: '{}' })).status, 403)
  })
})
