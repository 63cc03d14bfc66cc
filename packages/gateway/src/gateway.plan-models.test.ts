import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { chatStream, responsesStream, streaming } from './testing/test-answers.ts'
import { chatPath, responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const plans = {
  small: {
    ...planRow('small', [{ metric: 'requests', limit: 1_000, count: 1, unit: 'day' }]),
    models: ['mini', 'nano'],
  },
  free: planRow('free', []),
  closed: { ...planRow('closed', []), models: [] },
  // One subscription's own limits on top of the plan `vip`.
  own: { ...planRow('own', []), basePlanId: 'plan_vip' },
}
const models = ['mini', 'nano', 'large', 'kept'].map((id) => ({ id, displayName: id, contextWindow: null }))

describe('startGateway: the models of a plan', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url, { models, restrictedModels: [{ model: 'kept', planIds: ['plan_vip'] }] }),
        testApi(url, { name: 'asking' }),
        ...Object.values(plans),
        ...Object.keys(plans).flatMap((name) => [
          applicationRow(name),
          keyRow(`key-of-${name}`, { applicationId: `app_${name}` }),
          subscriptionRow(`app_${name}`, 'api_openai', { planId: `plan_${name}` }),
        ]),
        subscriptionRow('app_small', 'api_asking', { planId: 'plan_small' }),
        subscriptionRow('app_tests', 'api_openai'),
        keyRow('key-of-a-tester', { applicationId: 'app_nobody', testApiId: 'api_openai' }),
      ],
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed","choices":[]}' })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  interface Post {
    readonly path?: string
    readonly body?: string | Buffer
    readonly headers?: Readonly<Record<string, string>>
    readonly chunks?: readonly Buffer[]
  }

  async function post(plan: string, { path = responsesPath, headers, ...body }: Post) {
    const calls = tollgate.upstream.calls.length
    const answer = await tollgate.call({ path, ...body, headers: { apikey: `key-of-${plan}`, ...headers } })
    return { answer, reached: tollgate.upstream.calls.length - calls }
  }

  const asking = (model: string, stream: boolean) => JSON.stringify({ model, stream, input: [], messages: [] })

  for (const [path, stream] of [
    [responsesPath, responsesStream()],
    [chatPath, chatStream('with-usage')],
  ] as const) {
    for (const isStream of [true, false]) {
      it(`${path}, ${isStream ? 'stream' : 'plain'}: one that it allows passes, any other is refused before the provider`, async () => {
        if (isStream) tollgate.upstream.script = streaming([stream])
        const allowed = await post('small', { path, body: asking('mini', isStream) })
        assert.deepEqual([allowed.answer.status, allowed.reached], [200, 1])
        assert.equal((await tollgate.upstream.last.body).toString().includes('"model":"mini"'), true)
        for (const [originator, status, code] of [
          ['codex_exec', 400, 'invalid_prompt'],
          ['other', 403, 'model_not_allowed'],
        ] as const) {
          const { answer, reached } = await post('small', {
            path,
            body: asking('large', isStream),
            headers: { originator },
          })
          const { error } = answer.json() as { error: { code: string; message: string } }
          assert.deepEqual([answer.status, error.code, reached], [status, code, 0])
          assert.equal(
            error.message,
            'Plan small does not allow the model large: choose mini, nano, or subscribe with a plan that allows it.',
          )
        }
        const record = tollgate.records().at(-1)
        assert.deepEqual(
          [record?.outcome, record?.refusal?.code, record?.model.asked, record?.usage.source],
          ['refused', 'model_not_allowed', 'large', 'none'],
        )
      })
    }
  }

  it('the model is read wherever it stands, from a body that is encoded or comes in pieces, and goes on as it is', async () => {
    const long = Array.from({ length: 40_000 }, (_, index) => index).join()
    for (const [model, status, reached] of [
      ['mini', 200, 1],
      ['large', 403, 0],
    ] as const) {
      const body = Buffer.from(JSON.stringify({ input: [{ role: 'user', content: long }], model }))
      const gzip = { 'content-encoding': 'gzip' }
      const posts = [
        { body },
        { chunks: [body.subarray(0, 9), body.subarray(9)] },
        { body: gzipSync(body), headers: gzip },
      ]
      for (const sent of posts) {
        const result = await post('small', sent)
        assert.deepEqual([result.answer.status, result.reached], [status, reached])
        if (reached === 1) assert.ok((await tollgate.upstream.last.body).equals(body))
      }
    }
  })

  it('a call whose model cannot be read for certain is refused', async () => {
    for (const body of [
      '{"model":"mini","input":[],"model":"large"}',
      '{"model":"mini","Model":"large"}',
      '{"input":"hi"}',
      '{"model":["mini"]}',
      '{"model":"mini"',
      'garbage',
      '',
    ]) {
      for (const path of [responsesPath, chatPath]) {
        const { answer, reached } = await post('small', { path, body })
        assert.deepEqual([answer.status, reached], [403, 0], body)
        assert.match(answer.text, /Plan small does not allow every model.*cannot be read/)
      }
    }
  })

  it('a plan that allows no model, or all of them, does so', async () => {
    const { answer, reached } = await post('closed', { body: asking('mini', false) })
    assert.deepEqual([answer.status, reached], [403, 0])
    assert.match(answer.text, /Plan closed does not allow the model mini: choose another one, or/)
    assert.equal((await post('free', { body: asking('large', false) })).answer.status, 200)
  })

  it('a model that is kept for other plans is refused, however it is spelt, and let through for its own', async () => {
    for (const model of ['kept', 'KEPT']) {
      for (const plan of ['free', 'small']) {
        const { answer, reached } = await post(plan, { body: asking(model, false) })
        assert.deepEqual([answer.status, reached], [403, 0])
        assert.ok(answer.text.includes(`Plan ${plan} does not allow the model ${model}`), answer.text)
      }
    }
    assert.equal((await post('own', { body: asking('kept', false) })).answer.status, 200)
    const planless = await tollgate.call({ path: responsesPath, body: asking('kept', false) })
    assert.equal(planless.status, 403)
    assert.match(planless.text, /has no plan, does not allow the model kept/)
    assert.equal((await tollgate.call({ path: responsesPath, body: asking('mini', false) })).status, 200)
  })

  it('a test key may ask for any model', async () => {
    assert.equal((await post('a-tester', { body: asking('kept', false) })).answer.status, 200)
  })

  it('GET /models lists what the caller may use, where the list is ours', async () => {
    const list = async (plan: string) => {
      const answer = await tollgate.call({
        method: 'GET',
        path: '/openai/1.0/models',
        headers: { apikey: `key-of-${plan}` },
      })
      const { data, models } = answer.json() as { data: Array<{ id: string }>; models: Array<{ slug: string }> }
      assert.deepEqual(
        models.map(({ slug }) => slug),
        data.map(({ id }) => id),
      )
      return data.map(({ id }) => id)
    }
    assert.deepEqual(await list('small'), ['mini', 'nano'])
    assert.deepEqual(await list('free'), ['mini', 'nano', 'large'])
    assert.deepEqual(await list('closed'), [])
    assert.deepEqual(await list('own'), ['mini', 'nano', 'large', 'kept'])
    assert.deepEqual(await list('a-tester'), ['mini', 'nano', 'large', 'kept'])
  })

  it('GET /models is still asked of the provider where it keeps the list', async () => {
    tollgate.upstream.script = (call) => respond(call, { body: '{"object":"list","data":[{"id":"large"}]}' })
    const answer = await tollgate.call({
      method: 'GET',
      path: '/asking/1.0/models',
      headers: { apikey: 'key-of-small' },
    })
    assert.equal(answer.status, 200)
    assert.match(answer.text, /large/)
  })

  it('a refused model costs nothing of the quota, and a plan that changes is in force with the next call', async () => {
    const [limit] = plans.small.limits
    assert.ok(limit)
    await tollgate.change([
      { ...plans.small, name: 'one', limits: [{ ...limit, limit: 1, metric: 'requests', unit: 'week' }] },
    ])
    assert.equal((await post('small', { body: asking('large', false) })).answer.status, 403)
    assert.equal((await post('small', { body: asking('mini', false) })).answer.status, 200)
    assert.equal((await post('small', { body: asking('mini', false) })).answer.status, 429)
    await tollgate.change([{ ...plans.small, models: ['large'] }])
    assert.equal((await post('small', { body: asking('large', false) })).answer.status, 200)
    assert.equal((await post('small', { body: asking('mini', false) })).answer.status, 403)
  })
})
