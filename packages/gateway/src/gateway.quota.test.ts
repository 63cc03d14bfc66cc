import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { PlanRow } from '@tollgate/contract/snapshot'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const perDay = (metric: PlanRow['limits'][number]['metric'], limit: number) => ({
  metric,
  limit,
  count: 1,
  unit: 'day' as const,
})
/** By the day, so that no test stands at the edge of a window. */
const plans = {
  two: planRow('two', [perDay('requests', 2)]),
  none: planRow('none', [perDay('requests', 0)]),
  tokens: planRow('tokens', [perDay('total-tokens', 1_000)], 50),
  both: planRow('both', [perDay('requests', 100), perDay('output-tokens', 120)], 60),
}

describe('startGateway: quotas', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url, { models: [{ id: 'm', displayName: 'M', contextWindow: null }] }),
        ...Object.values(plans),
        ...Object.keys(plans).flatMap((name) => [
          applicationRow(name),
          keyRow(`key-of-${name}`, { applicationId: `app_${name}` }),
          subscriptionRow(`app_${name}`, 'api_openai', { planId: `plan_${name}` }),
        ]),
        subscriptionRow('app_tests', 'api_openai'),
      ],
    })
  })

  beforeEach(() => {
    usage(10, 5)
  })

  after(() => tollgate[Symbol.asyncDispose]())

  function usage(input: number, output: number): void {
    const body = JSON.stringify({ status: 'completed', usage: { input_tokens: input, output_tokens: output } })
    tollgate.upstream.script = (call) => respond(call, { body })
  }

  const post = (name: string, originator = 'codex_exec') =>
    tollgate.call({ path: responsesPath, body: '{"model":"m"}', headers: { apikey: `key-of-${name}`, originator } })

  it('a plan of two requests lets two pass and says to the third when it may come back', async () => {
    const calls = tollgate.upstream.calls.length
    for (const originator of ['codex_exec', 'other']) assert.equal((await post('two', originator)).status, 200)
    for (const originator of ['codex_exec', 'other']) {
      const answer = await post('two', originator)
      const { error } = answer.json() as { error: { type: string; message: string; resets_at: number } }
      assert.equal(answer.status, 429)
      assert.equal(error.type, 'usage_limit_reached')
      const time = new Date(error.resets_at * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC')
      const told = originator === 'other' ? ` Try again after ${time}.` : ''
      assert.equal(error.message, `Plan two: all 2 requests per day are used up.${told}`)
      const now = Date.now() / 1000
      assert.equal(error.resets_at % 86_400, 0)
      assert.ok(error.resets_at > now && error.resets_at <= now + 86_400)
      const retryAfter = Number(answer.headers['retry-after'])
      assert.ok(Math.abs(retryAfter - (error.resets_at - now)) < 3, String(retryAfter))
      assert.equal(answer.headers['x-codex-promo-message'], 'Plan two: all 2 requests per day are used up')
      assert.equal(answer.headers['x-should-retry'], 'false')
    }
    assert.equal(tollgate.upstream.calls.length - calls, 2)
    const refused = tollgate.records().at(-1)
    assert.deepEqual(
      [refused?.outcome, refused?.refusal?.code, refused?.usage.source, refused?.caller?.plan],
      ['refused', 'quota_exceeded', 'none', 'two'],
    )
  })

  it('others are not touched by it, and a caller without a plan is not limited', async () => {
    assert.equal((await post('two')).status, 429)
    for (let count = 0; count < 5; count++) {
      assert.equal((await tollgate.call({ path: responsesPath, body: '{}' })).status, 200)
    }
  })

  it('a limit of zero refuses every call', async () => {
    assert.equal((await post('none')).status, 429)
  })

  it('GET /models is let through where the quota is used up, and is not counted', async () => {
    for (let count = 0; count < 3; count++) {
      const answer = await tollgate.call({
        method: 'GET',
        path: '/openai/1.0/models',
        headers: { apikey: 'key-of-none' },
      })
      assert.equal(answer.status, 200)
    }
  })

  it('a call is charged what it used, not what it might have used', async () => {
    usage(90, 10)
    for (let count = 0; count < 9; count++) assert.equal((await post('tokens')).status, 200, `call ${count}`)
    usage(500, 400)
    assert.equal((await post('tokens')).status, 200, 'the last of a quota is not locked away')
    assert.equal((await post('tokens')).status, 429, 'a debt is remembered')
  })

  it('all limits of a plan hold at once, and calls that fail or are refused cost nothing', async () => {
    tollgate.upstream.script = (call) => respond(call, { status: 500, body: '{}' })
    for (let count = 0; count < 5; count++) assert.equal((await post('both')).status, 500)
    usage(1_000, 60)
    assert.equal((await post('both')).status, 200)
    assert.equal((await post('both')).status, 200)
    const answer = await post('both')
    assert.equal(answer.status, 429)
    assert.match(answer.text, /all 120 output tokens per day/)
  })

  it('exactly as many pass as fit, of fifty that come at once', async () => {
    await tollgate.change([
      planRow('ten', [perDay('requests', 10)]),
      applicationRow('ten'),
      keyRow('key-of-ten', { applicationId: 'app_ten' }),
      subscriptionRow('app_ten', 'api_openai', { planId: 'plan_ten' }),
    ])
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('ten')))
    assert.equal(answers.filter(({ status }) => status === 200).length, 10)
    assert.equal(answers.filter(({ status }) => status === 429).length, 40)
  })

  it('a larger plan is in force from the change on', async () => {
    await tollgate.change([planRow('two', [perDay('requests', 4)])])
    assert.equal((await post('two')).status, 200)
  })

  it('calls that are broken off give back what they reserved', async () => {
    await tollgate.change([
      planRow('one', [perDay('output-tokens', 1_000)], 900),
      applicationRow('one'),
      keyRow('key-of-one', { applicationId: 'app_one' }),
      subscriptionRow('app_one', 'api_openai', { planId: 'plan_one' }),
    ])
    tollgate.upstream.script = async (call) => void (await call.body)
    for (let count = 0; count < 5; count++) {
      const before = tollgate.records().length
      const calls = tollgate.upstream.calls.length
      const open = tollgate.open({ path: responsesPath, body: '{}', headers: { apikey: 'key-of-one' } })
      while (tollgate.upstream.calls.length === calls) await new Promise((resolve) => setTimeout(resolve, 5))
      // While it runs, the rest of the quota is spoken for.
      assert.equal((await post('one')).status, 429)
      open.abort()
      await tollgate.recordCount(before + 2)
    }
    usage(1, 1)
    assert.equal((await post('one')).status, 200)
  })
})
