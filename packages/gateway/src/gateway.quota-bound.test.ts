import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LimitRow } from '@tollgate/contract/limits'
import { applicationRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { responsesPath, startTestGateway, testApi } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

/** The first promise of quotas: in every window what is charged is bounded by the limit, whoever comes at once. */

const callers = 500
const places = 100
const body = '{"model":"m"}'
/** So much is set aside for this body under this cap, and so much is used. */
const usage = { input_tokens: Math.ceil(body.length / 4), output_tokens: 46 }
const tokensOfCall = usage.input_tokens + usage.output_tokens

const limits: readonly LimitRow[] = [
  { metric: 'requests', limit: places, count: 1, unit: 'day' },
  { metric: 'total-tokens', limit: places * tokensOfCall, count: 1, unit: 'day' },
  { metric: 'total-tokens', limit: places * tokensOfCall, count: 1, unit: 'hour', window: 'rolling' },
]

describe('startGateway: a limit for 100 calls, and 500 callers who start at once', () => {
  for (const limit of limits) {
    it(`${limit.metric}, ${limit.window ?? 'calendar'}: 100 are admitted and 400 refused, never another number`, async () => {
      await using tollgate = await startTestGateway({
        now: () => Date.UTC(2026, 10, 23, 12),
        rows: (url) => [
          testApi(url),
          planRow('hundred', [limit], usage.output_tokens),
          applicationRow('crowd'),
          keyRow('key-of-crowd', { applicationId: 'app_crowd' }),
          subscriptionRow('app_crowd', 'api_openai', { planId: 'plan_hundred' }),
        ],
      })
      const release = Promise.withResolvers<void>()
      tollgate.upstream.script = async (call) => {
        await release.promise
        await respond(call, { body: JSON.stringify({ status: 'completed', usage }) })
      }
      const post = (caller: number) =>
        tollgate.call({ path: responsesPath, body, headers: { apikey: 'key-of-crowd', 'x-caller': String(caller) } })
      const answers = Array.from({ length: callers }, (_, caller) => post(caller))
      // No call ends before the last one was decided.
      await tollgate.recordCount(callers - places)
      await until('the provider to have them all', () => tollgate.upstream.calls.length >= places)
      release.resolve()
      const statuses = (await Promise.all(answers)).map(({ status }) => status)
      const records = await tollgate.recordCount(callers)

      const admitted = statuses.flatMap((status, caller) => (status === 200 ? [String(caller)] : []))
      assert.equal(admitted.length, places)
      assert.equal(statuses.filter((status) => status === 429).length, callers - places)
      // The provider's own log knows the same calls, each once.
      const served = tollgate.upstream.calls.map(({ request }) => String(request.headers['x-caller']))
      assert.deepEqual(served.sort(), admitted.sort())
      // The ledger charges what the provider reported, and nothing for a refusal.
      const charged = records.map(({ outcome, usage: { totalTokens } }) => `${outcome} ${totalTokens}`)
      assert.equal(charged.filter((text) => text === `answered ${tokensOfCall}`).length, places)
      assert.equal(charged.filter((text) => text === 'refused 0').length, callers - places)
      const late = await post(callers)
      assert.equal(late.status, 429)
      assert.match(late.text, /Plan hundred: all [0-9,]+ (requests|tokens) per (day|hour) are used up\./)
      assert.equal(tollgate.upstream.calls.length, places)
    })
  }
})
