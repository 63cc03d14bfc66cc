import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { after, before, describe, it } from 'node:test'
import type { LimitRow } from '@tollgate/contract/limits'
import { policies } from './policies/index.ts'
import { applicationRow, attachment, keyRow, planRow, quotaRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { responsesStream, streaming } from './testing/test-answers.ts'
import { responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const day = Date.UTC(2026, 10, 23)
const now = day + 18 * 3_600_000
const perDay = (metric: LimitRow['metric'], limit: number): LimitRow => ({ metric, limit, count: 1, unit: 'day' })
const providers = {
  'x-ratelimit-limit-requests': '9000',
  'x-ratelimit-remaining-tokens': '7',
  'x-codex-primary-used-percent': '1',
}

describe('startGateway: limits in the head of an answer', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      now: () => now,
      policies,
      rows: (url) => [
        testApi(url, { models: [{ id: 'm', displayName: 'M', contextWindow: null }] }),
        testApi(url, { name: 'wso2', errorFormat: 'wso2' }),
        testApi(url, {
          name: 'guarded',
          policies: [attachment('regex', { config: { regex: 'card', invert: true } })],
        }),
        ...Object.entries({
          requests: [perDay('requests', 4)],
          tokens: [perDay('total-tokens', 1_000), { ...perDay('requests', 50), unit: 'minute' as const }],
          soft: [{ ...perDay('requests', 1), isSoft: true }],
          none: [],
          last: [perDay('requests', 1)],
          burst: [{ ...perDay('requests', 1), unit: 'minute' as const }, perDay('requests', 9)],
        }).flatMap(([name, limits]) => [
          planRow(name, limits, 50),
          applicationRow(name),
          keyRow(`key-of-${name}`, { applicationId: `app_${name}` }),
          ...['openai', 'wso2', 'guarded'].map((api) =>
            subscriptionRow(`app_${name}`, `api_${api}`, { planId: `plan_${name}` }),
          ),
        ]),
      ],
    })
    answer(3, 0)
  })
  after(() => tollgate[Symbol.asyncDispose]())

  function answer(input: number, output: number): void {
    const body = JSON.stringify({ status: 'completed', usage: { input_tokens: input, output_tokens: output } })
    tollgate.upstream.script = (call) => respond(call, { body, headers: providers })
  }

  const post = (name: string, { originator = 'codex_exec', path = responsesPath, body = '{"model":"m"}' } = {}) =>
    tollgate.call({ path, body, headers: { apikey: `key-of-${name}`, originator } })

  it('ours are there, in place of the provider’s of the same kind', async () => {
    const { headers } = await post('requests', { originator: 'other' })
    assert.deepEqual(limitHeaders(headers), {
      'x-ratelimit-limit-requests': '4',
      'x-ratelimit-remaining-requests': '3',
      'x-ratelimit-reset-requests': '6h0m0s',
      'x-ratelimit-remaining-tokens': '7',
      'x-codex-primary-used-percent': '1',
    })
  })

  it('a call under no limit gets what the provider says, and nothing else', async () => {
    for (const originator of ['codex_exec', 'other'])
      assert.deepEqual(limitHeaders((await post('none', { originator })).headers), providers)
  })

  it('Codex reads what its status line shows: what was used before, of the quota and not of the burst', async () => {
    answer(700, 130)
    const first = await post('tokens')
    assert.equal(first.headers['x-codex-primary-used-percent'], '0')
    const { headers } = await post('tokens')
    assert.equal(headers['x-codex-primary-used-percent'], '83')
    assert.equal(headers['x-codex-primary-window-minutes'], '1440')
    assert.equal(headers['x-codex-primary-reset-at'], String((day + 86_400_000) / 1000))
    assert.equal(headers['x-codex-secondary-used-percent'], undefined)
    assert.equal(headers['x-ratelimit-limit-tokens'], '1000')
    // 170 are left, of which 4 and the plan's cap of 50 are set aside for this very call.
    assert.equal(headers['x-ratelimit-remaining-tokens'], '116')
    assert.equal(headers['x-ratelimit-limit-requests'], '50')
    answer(3, 0)
  })

  it('a stream has them in its head', async () => {
    tollgate.upstream.script = streaming([responsesStream()])
    const { headers } = await post('requests')
    assert.equal(headers['content-type'], 'text/event-stream')
    assert.equal(headers['x-ratelimit-remaining-requests'], '2')
    assert.equal(headers['x-codex-primary-used-percent'], '25')
    answer(3, 0)
  })

  it('a provider’s error has them, and so has a refusal of ours, which counts for nothing', async () => {
    tollgate.upstream.script = (call) => respond(call, { status: 500, body: '{}' })
    const failed = await post('requests')
    assert.deepEqual([failed.status, failed.headers['x-ratelimit-remaining-requests']], [500, '1'])
    answer(3, 0)
    const path = '/guarded/1.0/responses'
    for (let count = 0; count < 3; count++) {
      const refused = await post('requests', { path, body: '{"model":"m","input":"a card"}' })
      assert.equal(refused.status, 400)
      assert.equal(refused.headers['x-ratelimit-remaining-requests'], '3')
    }
  })

  it('the refusal itself says that nothing is left', async () => {
    assert.equal((await post('last')).status, 200)
    const refused = await post('last')
    assert.equal(refused.status, 429)
    assert.deepEqual(limitHeaders(refused.headers), {
      'x-ratelimit-limit-requests': '1',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '6h0m0s',
      'x-codex-primary-used-percent': '100',
      'x-codex-primary-window-minutes': '1440',
      'x-codex-primary-reset-at': String((day + 86_400_000) / 1000),
    })
  })

  it('a soft limit lets everything pass and says how it stands', async () => {
    for (const used of ['0', '100', '100']) {
      const { status, headers } = await post('soft')
      assert.deepEqual([status, headers['x-codex-primary-used-percent']], [200, used])
      assert.equal(headers['x-ratelimit-remaining-requests'], '0')
    }
  })

  it('a list of models has none', async () => {
    const headers = { apikey: 'key-of-last', originator: 'codex_exec' }
    const models = await tollgate.call({ method: 'GET', path: '/openai/1.0/models', headers })
    assert.deepEqual([models.status, limitHeaders(models.headers)], [200, {}])
  })

  it('an API with the incumbent’s errors says the code of the limit and when to come back', async () => {
    const path = '/wso2/1.0/responses'
    assert.equal((await post('last', { path })).status, 200)
    const used = await post('last', { path })
    assert.deepEqual(
      [used.status, used.json()],
      [
        429,
        {
          code: '900804',
          message: 'Message throttled out',
          description: 'Plan last: the one request per day is used up.',
          nextAccessTime: '2026-Nov-24 00:00:00+0000 UTC',
        },
      ],
    )
    assert.equal((await post('burst', { path })).status, 200)
    assert.match((await post('burst', { path })).text, /"900807".*per minute.*2026-Nov-23 18:01:00/)
    const rows = [quotaRow('all', 'api', { subject: 'api_wso2', limits: [perDay('requests', 0)] })]
    await tollgate.change(rows)
    assert.match((await post('none', { path })).text, /"900800".*API quota all: it allows no requests/)
    await tollgate.change([], rows)
  })
})

function limitHeaders(headers: IncomingHttpHeaders): object {
  const names = Object.entries(headers).filter(([name]) => /^x-(ratelimit|codex)-(?!promo)/.test(name))
  return Object.fromEntries(names)
}
