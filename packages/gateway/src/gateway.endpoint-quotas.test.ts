import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import type { LimitRow, QuotaRow } from '@tollgate/contract/limits'
import type { ApiRow } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import { definePolicy } from './pipeline/policy.ts'
import { attachment, endpointRow, quotaRow } from './testing/rows.ts'
import { respond, type Script } from './testing/scripted-upstream.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const perDay = (metric: LimitRow['metric'], limit: number): LimitRow => ({ metric, limit, count: 1, unit: 'day' })
const now = Date.UTC(2026, 10, 23, 12)

/** Tries every endpoint once, in their order; a candidate that was passed over is not tried. */
const eachOnce = definePolicy({
  name: 'each-once',
  summary: '',
  kind: 'routing',
  config: z.strictObject({}),
  onFailure: 'reject',
  needs: { request: 'whole', response: 'none' },
  create: () => ({
    chooseEndpoint: (x, candidates) => candidates.find(({ id }) => x.attempts.every(({ endpoint }) => endpoint !== id)),
  }),
})

const quotaOf = (endpoint: string | null, changes: Partial<QuotaRow>) =>
  quotaRow(`${endpoint ?? 'each'}`, 'endpoint', { subject: endpoint, ...changes })

describe('startGateway: quotas of endpoints', () => {
  let tollgate: TestGateway
  let inForce: QuotaRow[] = []
  let round = 0

  before(async () => {
    tollgate = await startTestGateway({
      now: () => now,
      random: () => 0,
      policies: [eachOnce],
      rows: (url) => [
        api(url, 'two'),
        api(url, 'tried', { policies: [attachment('each-once')] }),
        api(url, 'wso2', { errorFormat: 'wso2' }),
      ],
    })
  })
  afterEach(async () => {
    await tollgate.change([], inForce)
    tollgate.upstream.script = answered
  })
  after(() => tollgate[Symbol.asyncDispose]())

  function api(url: string, name: string, changes: Partial<ApiRow> = {}): ApiRow {
    const endpoints = ['a', 'b'].map((id) => endpointRow(`${url}/${id}/v1`, { id: `${name}-${id}` }))
    return testApi(url, { name, endpoints, ...changes })
  }

  /** Each test counts by itself: a quota that was given back is counted anew. */
  async function enforce(...quotas: readonly QuotaRow[]): Promise<void> {
    round++
    inForce = quotas.map((quota) => ({ ...quota, resetAt: round }))
    await tollgate.change(inForce)
  }

  const answered: Script = (call) => respond(call, { body: usageOf(10, 5) })
  const post = (name: string) =>
    tollgate.call({ path: `/${name}/1.0/responses`, body: '{"model":"m"}', headers: { originator: 'codex_exec' } })
  const endpointsTried = () =>
    tollgate
      .records()
      .at(-1)
      ?.attempts.map(({ endpoint }) => endpoint.split('-')[1])

  it('a full endpoint is passed over for the next one', async () => {
    await enforce(quotaOf('two-a', { limits: [perDay('requests', 2)] }))
    const tried: unknown[] = []
    for (let count = 0; count < 4; count++) {
      assert.equal((await post('two')).status, 200)
      tried.push(endpointsTried())
    }
    assert.deepEqual(tried, [['a'], ['a'], ['b'], ['b']])
  })

  it('where all are full, nothing is sent, and the one that has room first says when', async () => {
    await enforce(
      quotaOf('two-a', { limits: [perDay('requests', 1)] }),
      quotaOf('two-b', { limits: [{ ...perDay('requests', 1), unit: 'hour' }] }),
    )
    assert.deepEqual([(await post('two')).status, (await post('two')).status], [200, 200])
    const calls = tollgate.upstream.calls.length
    const refused = await post('two')
    const { error } = refused.json() as { error: { type: string; message: string; resets_at: number } }
    assert.deepEqual([refused.status, error.type], [429, 'usage_limit_reached'])
    assert.equal(error.message, 'Provider quota two-b: the one request per hour is used up.')
    assert.equal(error.resets_at, now / 1000 + 3_600)
    assert.equal(tollgate.upstream.calls.length, calls)
    assert.equal(tollgate.records().at(-1)?.refusal?.code, 'quota_exceeded')
  })

  it('nobody is told how the provider’s limits stand', async () => {
    await enforce(quotaOf(null, { limits: [perDay('requests', 50)] }))
    const { headers } = await post('two')
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('x-ratelimit')),
      [],
    )
  })

  it('to a client of the incumbent a full backend is a backend that fails', async () => {
    await enforce(quotaOf(null, { limits: [perDay('requests', 0)] }))
    const refused = await post('wso2')
    assert.equal(refused.status, 503)
    assert.match(refused.text, /"code":"900801".*Provider quota each: it allows no requests/)
  })

  it('tokens are counted as they were used, and what an attempt set aside comes back with it', async () => {
    await enforce(quotaOf(null, { limits: [perDay('output-tokens', 100)] }))
    for (const [output, tried] of [
      [60, 'a'],
      [60, 'a'],
      [99, 'b'],
      [99, 'b'],
    ] as const) {
      tollgate.upstream.script = (call) => respond(call, { body: usageOf(1, output) })
      assert.equal((await post('two')).status, 200)
      assert.deepEqual(endpointsTried(), [tried])
    }
    assert.equal((await post('two')).status, 429)
  })

  it('a call that is tried on two endpoints counts once for its client, and once for each of them', async () => {
    const perClient = quotaRow('client', 'application', { limits: [perDay('requests', 3)] })
    await enforce(perClient, quotaOf('tried-a', { limits: [perDay('requests', 2), perDay('total-tokens', 10)] }))
    tollgate.upstream.script = (call) =>
      call.request.url?.startsWith('/a/') ? hangUp(call) : respond(call, { body: usageOf(10, 5) })
    const tried: unknown[] = []
    for (let count = 0; count < 3; count++) {
      const answer = await post('tried')
      assert.equal(answer.headers['x-ratelimit-remaining-requests'], String(2 - count))
      tried.push(endpointsTried())
    }
    // A failed attempt takes a request of the endpoint, and gives the tokens back that it had set aside.
    assert.deepEqual(tried, [['a', 'b'], ['a', 'b'], ['b']])
    assert.match((await post('tried')).text, /Application quota client: all 3 requests per day are used up/)
  })

  it('the provider’s failure is what is told where the only other endpoint is full', async () => {
    await enforce(quotaOf('tried-b', { limits: [perDay('requests', 0)] }))
    tollgate.upstream.script = hangUp
    const answer = await post('tried')
    assert.deepEqual([answer.status, endpointsTried()], [502, ['a']])
  })

  it('calls that are open take places, and leave them when they end or their client goes', async () => {
    await enforce(quotaOf(null, { concurrencyMax: 1 }))
    tollgate.upstream.script = async (call) => void (await call.body)
    const path = '/two/1.0/responses'
    const before = tollgate.upstream.calls.length
    const open = [0, 1].map(() => tollgate.open({ path, body: '{}' }))
    await until('both to be with the provider', () => tollgate.upstream.calls.length === before + 2)
    const refused = await post('two')
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '10'])
    assert.match(refused.text, /Provider quota each: one call is open, which is all/)
    const records = tollgate.records().length
    for (const call of open) call.abort()
    await tollgate.recordCount(records + 2)
    tollgate.upstream.script = answered
    assert.equal((await post('two')).status, 200)
  })
})

const hangUp: Script = (call) => {
  call.socket.destroy()
}

function usageOf(input: number, output: number): string {
  return JSON.stringify({ status: 'completed', usage: { input_tokens: input, output_tokens: output } })
}
