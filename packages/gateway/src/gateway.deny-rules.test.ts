import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { RawConnection } from './testing/raw-client.ts'
import { applicationRow, denyRuleRow, keyRow, subscriptionRow } from './testing/rows.ts'
import { clientKey, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const noBots = denyRuleRow('no-bots', { applicationId: 'app_bots' })
const officeOnly = denyRuleRow('office-only', { apiId: 'api_wso2', addresses: ['10.0.0.0/8'], isInverted: true })

describe('startGateway: deny rules', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      trustedProxies: ['127.0.0.1'],
      rows: (url) => [
        testApi(url, { models: [{ id: 'm', displayName: 'M', contextWindow: null }] }),
        testApi(url, { name: 'wso2', errorFormat: 'wso2' }),
        applicationRow('bots'),
        keyRow('key-of-bots', { applicationId: 'app_bots' }),
        subscriptionRow('app_bots', 'api_openai'),
        ...['openai', 'wso2'].map((api) => subscriptionRow('app_tests', `api_${api}`)),
        noBots,
        officeOnly,
      ],
    })
  })
  after(() => tollgate[Symbol.asyncDispose]())

  const post = (headers: Record<string, string> = {}, path = responsesPath) =>
    tollgate.call({ path, body: '{"model":"m"}', headers: { originator: 'other', ...headers } })

  it('a call that a rule is about is refused, which its record says, and every other one is not', async () => {
    assert.equal((await post()).status, 200)
    const refused = await post({ apikey: 'key-of-bots' })
    const { error } = refused.json() as { error: { code: string; message: string } }
    assert.deepEqual([refused.status, error.code], [403, 'denied'])
    assert.equal(error.message, 'The deny rule no-bots refuses this call: ask an administrator of Tollgate.')
    assert.equal(tollgate.upstream.calls.length, 1)
    const record = tollgate.records().at(-1)
    assert.deepEqual(
      [record?.outcome, record?.refusal?.code, record?.caller?.applicationId, record?.usage.source],
      ['refused', 'denied', 'app_bots', 'none'],
    )
  })

  it('to Codex it is the one sentence that it shows at once, and a list of models is refused too', async () => {
    const headers = { apikey: 'key-of-bots', originator: 'codex_exec' }
    const refused = await post(headers)
    assert.equal(refused.status, 400)
    assert.match(refused.text, /"message":"The deny rule no-bots .*"code":"invalid_prompt"/)
    const models = await tollgate.call({ method: 'GET', path: '/openai/1.0/models', headers })
    assert.equal(models.status, 400)
  })

  it('the body of a call that is denied is not asked for', async () => {
    const knock = async (key: string) => {
      const connection = await RawConnection.open(tollgate.port)
      const head = [
        'expect: 100-continue',
        'content-length: 13',
        'host: gateway',
        `apikey: ${key}`,
        'originator: other',
      ]
      connection.write(`POST ${responsesPath} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
      await until('an answer', () => connection.text.includes('\r\n\r\n'))
      connection.socket.destroy()
      return connection.text
    }
    assert.match(await knock(clientKey), /^HTTP\/1\.1 100 /)
    assert.match(await knock('key-of-bots'), /^HTTP\/1\.1 403 /)
  })

  it('an inverted rule lets its addresses through and no others, in the incumbent’s words where the API asks', async () => {
    const path = '/wso2/1.0/responses'
    assert.equal((await post({ 'x-forwarded-for': '10.1.2.3' }, path)).status, 200)
    const refused = await post({ 'x-forwarded-for': '192.0.2.1' }, path)
    assert.deepEqual(
      [refused.status, refused.json()],
      [
        403,
        {
          code: '900805',
          message: 'Message blocked',
          description: 'The deny rule office-only refuses this call: ask an administrator of Tollgate.',
        },
      ],
    )
    assert.equal((await post({ 'x-forwarded-for': '192.0.2.1' })).status, 200)
  })

  it('a rule holds from the change on that brings it, and no longer than until one takes it away', async () => {
    const everything = denyRuleRow('everything', {})
    await tollgate.change([everything])
    assert.match((await post()).text, /deny rule everything/)
    await tollgate.change([], [everything, noBots])
    assert.equal((await post()).status, 200)
    assert.equal((await post({ apikey: 'key-of-bots' })).status, 200)
  })
})
