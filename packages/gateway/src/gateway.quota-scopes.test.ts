import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import type { LimitRow, QuotaRow } from '@tollgate/contract/limits'
import { applicationRow, keyRow, planRow, quotaRow, subscriptionRow } from './testing/rows.ts'
import { beginStream, endStream, respond, type UpstreamCall, writeChunk } from './testing/scripted-upstream.ts'
import { responsesStream } from './testing/test-answers.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const minuteMs = 60_000
const requests = (limit: number, changes: Partial<LimitRow> = {}): LimitRow => ({
  ...{ metric: 'requests', limit, count: 1, unit: 'day' },
  ...changes,
})
/** Each key by its application and its person. */
const keys = {
  'alice-1': ['web', 'alice'],
  'alice-2': ['batch', 'alice'],
  'bob-1': ['web', 'bob'],
  'bob-2': ['other', 'bob'],
} as const
type Key = keyof typeof keys

describe('startGateway: whose quota it is', () => {
  let tollgate: TestGateway
  let now = noon
  let inForce: QuotaRow[] = []
  let round = 0

  before(async () => {
    tollgate = await startTestGateway({
      now: () => now,
      rows: (url) => [
        testApi(url),
        testApi(url, { name: 'second' }),
        applicationRow('web', { teamId: 'team_payments' }),
        applicationRow('batch', { teamId: 'team_payments' }),
        applicationRow('other', { teamId: 'team_search' }),
        ...Object.entries(keys).map(([key, [app, person]]) => keyRow(key, { applicationId: `app_${app}`, person })),
        ...['web', 'batch', 'other'].flatMap((app) =>
          ['openai', 'second'].map((api) =>
            subscriptionRow(`app_${app}`, `api_${api}`, { planId: app === 'other' ? 'plan_own' : null }),
          ),
        ),
        planRow('own', []),
      ],
    })
  })
  beforeEach(() => {
    now = noon
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  })
  afterEach(() => tollgate.change([], inForce.splice(0)))
  after(() => tollgate[Symbol.asyncDispose]())

  async function enforce(scope: QuotaRow['scope'], changes: Partial<QuotaRow>): Promise<QuotaRow> {
    const quota = quotaRow('q', scope, { resetAt: ++round, ...changes })
    inForce = [quota]
    await tollgate.change(inForce)
    return quota
  }

  const call = (key: Key, { api = 'openai', body = '{"model":"m"}' } = {}) =>
    tollgate.call({ path: `/${api}/1.0/responses`, body, headers: { apikey: key, originator: 'codex_exec' } })
  const status = async (key: Key, asked?: { api?: string; body?: string }) => (await call(key, asked)).status
  const messageOf = async (key: Key, asked?: { body?: string }) =>
    ((await call(key, asked)).json() as { error: { message: string } }).error.message

  /** One call is all; which of the others are then refused? */
  async function sharing(first: Key, others: readonly Key[]): Promise<Key[]> {
    assert.equal(await status(first), 200)
    const statuses = await Promise.all(others.map((key) => status(key)))
    return others.filter((_, index) => statuses[index] === 429)
  }

  it('a person’s quota counts all keys of that person, in whatever application, and each person alone', async () => {
    await enforce('person', { limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['alice-2']), ['alice-2'])
    assert.deepEqual(await sharing('bob-1', ['bob-2']), ['bob-2'])
    assert.equal(await messageOf('alice-1'), 'Personal quota q: the one request per day is used up.')
  })

  it('one that names a person is for nobody else, however the address is written', async () => {
    await enforce('person', { subject: 'Alice', limits: [requests(0)] })
    assert.deepEqual([await status('alice-1'), await status('bob-1')], [429, 200])
  })

  it('a team’s quota counts its applications together', async () => {
    await enforce('team', { limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['alice-2', 'bob-1']), ['alice-2', 'bob-1'])
    assert.equal(await status('bob-2'), 200)
  })

  it('an application’s quota counts its keys together, a key’s each by itself', async () => {
    await enforce('application', { subject: 'app_web', limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['alice-2', 'bob-1', 'bob-2']), ['bob-1'])
    await enforce('key', { limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['bob-1', 'alice-1']), ['alice-1'])
  })

  it('an API’s quota counts all its callers, and the organisation’s counts everything', async () => {
    await enforce('api', { limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['bob-2']), ['bob-2'])
    assert.equal(await status('alice-1', { api: 'second' }), 200)
    await enforce('organisation', { limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['bob-2']), ['bob-2'])
    assert.equal(await status('alice-1', { api: 'second' }), 429)
  })

  it('a model’s quota counts that model, however it is written, and lets nobody hide it', async () => {
    await enforce('model', { subject: 'gpt-large', limits: [requests(1)] })
    assert.equal(await status('alice-1', { body: '{"model":"gpt-large"}' }), 200)
    assert.equal(await status('bob-2', { body: '{"input":"","model":"GPT-Large"}' }), 429)
    assert.equal(await status('alice-1', { body: '{"model":"gpt-small"}' }), 200)
    for (const body of ['{"model":"gpt-small","model":"gpt-large"}', '{"input":""}', 'no JSON'])
      assert.match(await messageOf('alice-1', { body }), /^There are quotas for models, and the model of this call/)
  })

  it('a limit on tokens holds without one on requests', async () => {
    await enforce('application', { limits: [requests(20, { metric: 'input-tokens' })] })
    const usage = '{"status":"completed","usage":{"input_tokens":12,"output_tokens":900}}'
    tollgate.upstream.script = (upstream) => respond(upstream, { body: usage })
    assert.deepEqual([await status('alice-1'), await status('alice-1'), await status('alice-1')], [200, 200, 429])
  })

  it('a calendar window ends with the calendar of its zone', async () => {
    await enforce('key', { limits: [requests(1, { timeZone: 'Asia/Kolkata' })] })
    assert.equal(await status('alice-1'), 200)
    const refused = (await call('alice-1')).json() as { error: { resets_at: number } }
    const midnight = Date.UTC(2026, 10, 23, 18, 30)
    assert.equal(refused.error.resets_at, midnight / 1000)
    now = midnight - 1
    assert.equal(await status('alice-1'), 429)
    now = midnight
    assert.equal(await status('alice-1'), 200)
  })

  it('a rolling window forgets a call as long after it as the window is, and at most one slot later', async () => {
    await enforce('key', { limits: [requests(2, { unit: 'hour', window: 'rolling' })] })
    assert.equal(await status('alice-1'), 200)
    now += 40 * minuteMs
    assert.equal(await status('alice-1'), 200)
    now += 19 * minuteMs
    const refused = await call('alice-1')
    const { error } = refused.json() as { error: { resets_at: number } }
    const firstIsForgotten = noon + 61 * minuteMs
    assert.deepEqual([refused.status, error.resets_at], [429, firstIsForgotten / 1000])
    now = firstIsForgotten
    assert.deepEqual([await status('alice-1'), await status('alice-1')], [200, 429])
  })

  it('a burst is told as a wait that an agent sits out, and is over in a moment', async () => {
    await enforce('key', { limits: [requests(2, { unit: 'second' }), requests(100)] })
    assert.deepEqual([await status('alice-1'), await status('alice-1')], [200, 200])
    const refused = await call('alice-1')
    const { error } = refused.json() as { error: { type: string; code: string } }
    assert.deepEqual([refused.status, error.type, error.code], [429, 'rate_limit_error', 'throttled'])
    assert.equal(refused.headers['retry-after'], '1')
    now += 1_000
    assert.equal(await status('alice-1'), 200)
  })

  it('a quota that is given back counts from nothing, and only that one', async () => {
    const quota = await enforce('team', { limits: [requests(1)] })
    assert.deepEqual(await sharing('alice-1', ['alice-2']), ['alice-2'])
    inForce = [{ ...quota, resetAt: ++round }]
    await tollgate.change(inForce)
    assert.deepEqual([await status('alice-2'), await status('alice-1')], [200, 429])
  })

  it('as many streams are open at once as may be, and a place is free when one ends or is left', async () => {
    const held: UpstreamCall[] = []
    tollgate.upstream.script = async (upstream) => {
      await beginStream(upstream)
      held.push(upstream)
    }
    await tollgate.change([{ ...planRow('own', []), concurrencyMax: 2 }])
    const open = () =>
      tollgate.open({ path: '/openai/1.0/responses', body: '{"stream":true}', headers: { apikey: 'bob-2' } })
    const streams = [open(), open()]
    await until('both streams to be open', () => held.length === 2)
    const refused = await call('bob-2')
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '10'])
    assert.match(refused.text, /Plan own: 2 calls are open at once, which is all: wait for one to end/)
    assert.equal(held.length, 2, 'the third one did not reach the provider')
    const records = tollgate.records().length
    const [first] = held
    assert.ok(first)
    writeChunk(first, responsesStream())
    endStream(first)
    await streams[0]?.ended
    streams[1]?.abort()
    await tollgate.recordCount(records + 2)
    const more = [open(), open()]
    await until('two more to be open', () => held.length === 4)
    assert.equal(await status('bob-2'), 429)
    for (const stream of more) stream.abort()
  })
})
