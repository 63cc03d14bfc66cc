import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { answerError } from '../fake-provider/scenarios/errors.ts'
import { type CallAnswer, type CallOptions, call } from '../harness/call.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

const body = '{"model":"gpt-5.4","stream":true,"input":"hi"}'

test('what passes the gateway beside the bodies', async (t) => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  let answer: Answer = agentProvider()
  await using provider = await FakeProvider.start({ answer: (request) => answer(request) })
  const other = guideApi(provider.url, { name: 'Other API', context: '/other' })
  const config = configOf([guideApi(provider.url)])
  await using tollgate = await startTollgate({
    config: { ...config, apis: [...(config.apis ?? []), other] },
    environment: { CLIENT_KEY, PROVIDER_KEY },
  })
  const ask = (headers: CallOptions['headers'], path = '/openaiapi/2.3.0/responses'): Promise<CallAnswer> =>
    call(`${tollgate.httpUrl}${path}`, { body, headers: { 'content-type': 'application/json', ...headers } })
  const received = () => provider.requests.at(-1) ?? assert.fail('the provider got nothing')

  await t.test('each usual header may carry the key, and none of them reaches the provider', async () => {
    for (const headers of [
      { ApiKey: CLIENT_KEY },
      { 'X-Api-Key': CLIENT_KEY },
      { 'x-goog-api-key': CLIENT_KEY },
      { Authorization: `Bearer ${CLIENT_KEY}` },
    ]) {
      assert.equal((await ask({ ...headers })).status, 200, Object.keys(headers)[0])
      assert.equal(received().header('authorization'), `Bearer ${PROVIDER_KEY}`)
      assert.ok(!received().raw.includes(CLIENT_KEY))
    }
  })

  await t.test('ApiKey goes before Authorization', async () => {
    assert.equal((await ask({ apikey: CLIENT_KEY, authorization: 'Bearer of-somebody-else' })).status, 200)
    assert.ok(!received().raw.includes('of-somebody-else'))
    assert.equal((await ask({ apikey: 'of-somebody-else', authorization: `Bearer ${CLIENT_KEY}` })).status, 401)
  })

  await t.test('a key in the query does not reach the provider', async () => {
    const path = `/openaiapi/2.3.0/responses?apikey=${CLIENT_KEY}&client_version=1`
    assert.equal((await ask({ apikey: CLIENT_KEY }, path)).status, 200)
    assert.ok(!received().raw.includes(CLIENT_KEY))
    assert.equal(received().query.get('client_version'), '1')
  })

  await t.test("the agent's own headers reach the provider, those of the connection do not", async () => {
    const passed = {
      'x-codex-turn-state': 'sticky',
      'session-id': 's',
      originator: 'codex_exec',
      'user-agent': 'codex_exec/0.169.0',
      'x-unheard-of': 'ä',
    }
    await ask({
      ...passed,
      apikey: CLIENT_KEY,
      'accept-encoding': 'gzip',
      connection: 'close, x-hop',
      'x-hop': '1',
      cookie: 'a=b',
    })
    for (const [name, value] of Object.entries(passed)) assert.equal(received().header(name), value, name)
    for (const name of ['x-hop', 'cookie', 'apikey']) assert.equal(received().header(name), undefined, name)
    assert.equal(received().header('accept-encoding'), 'identity')
    assert.equal(received().header('host'), new URL(provider.url).host)
  })

  await t.test("the provider's headers reach the agent, but not those about its account", async () => {
    const { headers } = await ask({ apikey: CLIENT_KEY, 'accept-encoding': 'gzip, br' })
    assert.equal(headers['x-codex-turn-state'], 'fake-turn-state')
    assert.equal(headers['openai-processing-ms'], '17')
    assert.equal(headers['x-upstream-request-id'], 'req_fake_upstream')
    for (const name of ['openai-organization', 'set-cookie', 'content-encoding'])
      assert.equal(headers[name], undefined, name)
    const id = headers['x-request-id']
    assert.notEqual(id, 'req_fake_upstream')
    await until('the usage record', async () => (await tollgate.usageRecords()).some((record) => record.id === id))
  })

  await t.test('a leading /v1 is optional', async () => {
    assert.equal((await ask({ apikey: CLIENT_KEY }, '/openaiapi/2.3.0/v1/responses')).status, 200)
    assert.equal(received().path, '/v1/responses')
  })

  await t.test('what is not offered is a 404 in the client’s dialect, to Codex too, because agents poll', async () => {
    for (const agent of ['codex_exec/0.169.0', 'curl/8']) {
      const path = '/openaiapi/2.3.0/analytics/codex/turn-costs'
      const { status, text } = await ask({ apikey: CLIENT_KEY, 'user-agent': agent }, path)
      assert.equal(status, 404)
      assert.equal(JSON.parse(text).error.code, 'operation_not_found')
    }
  })

  await t.test('a refusal has the status that its client understands', async () => {
    const codex = { apikey: CLIENT_KEY, originator: 'codex_exec' }
    const others = { apikey: CLIENT_KEY }
    const shapes = [
      [await ask(others, '/other/2.3.0/responses'), 403, 'not_subscribed'],
      [await ask(codex, '/other/2.3.0/responses'), 400, 'invalid_prompt'],
      [await ask(others, '/nowhere/2.3.0/responses'), 404, 'api_not_found'],
      [await ask(codex, '/nowhere/2.3.0/responses'), 400, 'invalid_prompt'],
      [await ask({}), 401, 'invalid_api_key'],
      [await ask({ originator: 'codex_exec' }), 401, 'invalid_api_key'],
    ] as const
    for (const [got, status, code] of shapes) {
      assert.equal(got.status, status, got.text)
      assert.equal(JSON.parse(got.text).error.code, code)
      assert.match(String(got.headers['x-request-id']), /./)
    }
  })

  await t.test('a body beyond the limit is refused before it is sent', async () => {
    const tooLarge = { apikey: CLIENT_KEY, 'content-length': '40000000' }
    const { status, text } = await ask(tooLarge)
    assert.equal(status, 413)
    assert.equal(JSON.parse(text).error.code, 'body_too_large')
  })

  await t.test('a WebSocket is refused at once with a 426', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    }
    const url = `${tollgate.httpUrl}/openaiapi/2.3.0/responses`
    assert.equal((await call(url, { headers: { ...upgrade, apikey: CLIENT_KEY } })).status, 426)
  })

  await t.test('our credential does not come back, even where the provider repeats it', async () => {
    answer = () => answerError(400, { type: 'invalid_request_error', code: null, message: `Bad: ${PROVIDER_KEY}` })
    const { status, text } = await ask({ apikey: CLIENT_KEY })
    assert.equal(status, 400)
    assert.ok(!text.includes(PROVIDER_KEY))
    assert.ok(!tollgate.logs.includes(PROVIDER_KEY))
  })
})
