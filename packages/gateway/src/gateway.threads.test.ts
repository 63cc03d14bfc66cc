import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { PlanRow, Row } from '@tollgate/contract/snapshot'
import type { CounterState } from './counters/counter-store.ts'
import { PlanLimits } from './quota/call-limits.ts'
import { applicationRow, endpointRow, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { beginStream, respond, type UpstreamCall, writeChunk } from './testing/scripted-upstream.ts'
import { responsesStream } from './testing/test-answers.ts'
import { responsesPath, startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'
import {
  answeredWith,
  atOnce,
  closeAll,
  requestBytes,
  startTestThreads,
  type TestThreads,
  untilAnswered,
} from './testing/test-threads.ts'
import { until } from './testing/until.ts'

/** The promises about quotas, kept by one thread and by several that count in the same memory. */

type LimitedMetric = PlanRow['limits'][number]['metric']
/** By the month, so that no test stands at the edge of a window but once. */
const perMonth = (metric: LimitedMetric, limit: number) => ({ metric, limit, count: 1, unit: 'month' as const })

const body = '{"model":"m"}'
const inputTokens = Math.ceil(body.length / 4)
const outputTokens = 50
const callTokens = inputTokens + outputTokens
const plans = {
  requests: planRow('requests', [perMonth('requests', 100)]),
  tokens: planRow('tokens', [perMonth('total-tokens', 100 * callTokens), perMonth('requests', 1_000)], outputTokens),
  mixed: planRow('mixed', [perMonth('total-tokens', 1_000_000), perMonth('requests', 10_000)], outputTokens),
  crashed: planRow('crashed', [perMonth('total-tokens', 1_000_000), perMonth('requests', 10_000)], outputTokens),
  debt: planRow('debt', [perMonth('total-tokens', 1_000)], outputTokens),
  sequence: planRow('sequence', [perMonth('total-tokens', 1_500), perMonth('requests', 25)], outputTokens),
}
type Name = keyof typeof plans

const subscriptionOf = (name: Name) => subscriptionRow(`app_${name}`, 'api_openai', { planId: `plan_${name}` })
const keyOf = (name: Name) => `key-of-${name}-0123456789`
const loadKey = 'key-of-load-0123456789'
const hastyPath = '/hasty/1.0/responses'
const timeouts = { connectMs: 1_000, headersMs: 10_000, idleMs: 10_000, totalMs: 20_000 }
/** Longer than any call of these may be open. */
const leaseMs = timeouts.totalMs + 30_000

function rows(url: string): Row[] {
  const hasty = endpointRow(`${url}/v1`, { id: 'ep_hasty', timeouts: { ...timeouts, headersMs: 300 } })
  return [
    testApi(url, {}, { timeouts }),
    testApi(url, { name: 'hasty', endpoints: [hasty] }),
    subscriptionRow('app_tests', 'api_openai'),
    keyRow(loadKey),
    subscriptionRow('app_mixed', 'api_hasty', { planId: 'plan_mixed' }),
    ...(Object.keys(plans) as Name[]).flatMap((name) => [
      plans[name],
      applicationRow(name),
      keyRow(keyOf(name), { applicationId: `app_${name}` }),
      subscriptionOf(name),
    ]),
  ]
}

function used(call: UpstreamCall, input: number, output: number): Promise<void> {
  const usage = { input_tokens: input, output_tokens: output }
  return respond(call, { body: JSON.stringify({ status: 'completed', usage }) })
}

const post = (tollgate: TestGateway, name: Name, path = responsesPath) =>
  tollgate.call({ path, body, headers: { apikey: keyOf(name) } })

const expected = sequenceWithoutThreads()

for (const count of [1, 2, 4]) {
  describe(`a gateway of ${count} thread${count === 1 ? '' : 's'}`, () => {
    let threads: TestThreads
    let tollgate: TestGateway

    before(async () => {
      threads = await startTestThreads(count, { rows })
      tollgate = threads.tollgate
    })
    after(() => threads[Symbol.asyncDispose]())

    /** How the limits of a plan stand, as seen at some time. */
    function states(name: Name, at = Date.now(), subscription = subscriptionOf(name)): readonly CounterState[] {
      const limits = new PlanLimits().of(subscription, plans[name]).map(({ counter }) => counter)
      const answer = threads.counters.read(limits, at)
      assert.ok(answer.kind === 'states')
      return answer.states
    }

    const numbersOf = (name: Name, at?: number) => states(name, at).map(({ used, reserved }) => ({ used, reserved }))

    it('answers a sequence of calls as a gateway without threads does', async () => {
      assert.deepEqual(await playSequence(tollgate), await expected)
    })

    for (const name of ['requests', 'tokens'] as const) {
      it(`admits exactly the 100 calls that fit, of 500 that leave a barrier at once (${name})`, async () => {
        const release = Promise.withResolvers<void>()
        tollgate.upstream.script = async (call) => {
          await release.promise
          await used(call, inputTokens, outputTokens)
        }
        const calls = tollgate.upstream.calls.length
        const connections = await atOnce(tollgate.port, 500, requestBytes(responsesPath, keyOf(name), body))
        // All others are decided while not one of the admitted has ended.
        await untilAnswered(connections, 400)
        await until('the provider to have them all', () => tollgate.upstream.calls.length - calls >= 100, 20_000)
        release.resolve()
        await untilAnswered(connections)
        assert.deepEqual([answeredWith(200, connections), answeredWith(429, connections)], [100, 400])
        assert.equal(tollgate.upstream.calls.length - calls, 100)
        closeAll(connections)
        assert.equal(states(name)[0]?.used, plans[name].limits[0]?.limit)
        assert.equal(states(name)[0]?.reserved, 0)
        assert.equal((await post(tollgate, name)).status, 429)
      })
    }

    it('has nothing reserved after a mixture of answers, errors, timeouts and clients that leave', async () => {
      let turn = 0
      tollgate.upstream.script = async (call) => {
        if (call.request.url === '/v1/responses' && turn++ % 3 === 0) return respond(call, { status: 500 })
        return used(call, inputTokens, 10)
      }
      const answers = await Promise.all(Array.from({ length: 60 }, () => post(tollgate, 'mixed')))
      tollgate.upstream.script = async (call) => void (await call.body)
      const before = tollgate.upstream.calls.length
      const late = Array.from({ length: 20 }, () => post(tollgate, 'mixed', hastyPath))
      const leaving = Array.from({ length: 20 }, () =>
        tollgate.open({ path: responsesPath, body, headers: { apikey: keyOf('mixed') } }),
      )
      await until('the provider to have them', () => tollgate.upstream.calls.length - before >= 40, 10_000)
      for (const open of leaving) open.abort()
      for (const { status } of await Promise.all(late)) assert.equal(status, 504)
      const toHasty = subscriptionRow('app_mixed', 'api_hasty', { planId: 'plan_mixed' })
      const all = () => [...states('mixed'), ...states('mixed', Date.now(), toHasty)]
      await until('everything to be given back', () => all().every(({ reserved }) => reserved === 0), 10_000)
      assert.ok(answers.some(({ status }) => status === 200) && answers.some(({ status }) => status === 500))
    })

    it('charges by its estimate what a thread had open when it died, and nothing stays reserved', async () => {
      const stream = responsesStream()
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        writeChunk(call, stream.subarray(0, 1_500))
      }
      const open = Array.from({ length: 40 }, () =>
        tollgate.open({ path: responsesPath, body, headers: { apikey: keyOf('crashed') } }),
      )
      await Promise.all(open.map((call) => call.until('response.created', 20_000)))
      assert.deepEqual(numbersOf('crashed'), [
        { used: 0, reserved: 40 * callTokens },
        { used: 0, reserved: 40 },
      ])
      await threads.crash(1)
      // Whose thread lives gets more; the others are cut. Then the clients leave.
      for (const call of tollgate.upstream.calls.slice(-40)) writeChunk(call, stream.subarray(1_500, 3_000))
      const ends = await Promise.allSettled(open.map((call) => call.until('response.content_part.added', 20_000)))
      const lost = ends.filter(({ status }) => status === 'rejected').length
      if (count === 1) assert.equal(lost, 40)
      else assert.ok(lost > 0 && lost < 40, `${lost} of 40`)
      for (const call of open) call.abort()
      await until('the others to be settled', () => states('crashed')[1]?.reserved === lost, 10_000)
      const settled = numbersOf('crashed')
      assert.equal(settled[0]?.reserved, lost * callTokens)
      const afterLeases = numbersOf('crashed', Date.now() + leaseMs)
      assert.deepEqual(
        afterLeases,
        settled.map(({ used, reserved }) => ({ used: used + reserved, reserved: 0 })),
      )
    })

    it('has all threads back after that, a record of each call, and the configuration of now', async () => {
      tollgate.upstream.script = (call) => used(call, 1, 1)
      await threads.untilAllListen()
      const { id } = keyRow(keyOf('crashed'))
      const recordsOfCrashed = () => tollgate.records().filter(({ caller }) => caller.keyId === id)
      await until('records of all its calls', () => recordsOfCrashed().length === 40)
      assert.equal(new Set(recordsOfCrashed().map((record) => record.id)).size, 40)
      await tollgate.change([keyRow('key-of-later-0123456789')])
      const request = requestBytes(responsesPath, 'key-of-later-0123456789', body)
      const connections = await atOnce(tollgate.port, 40, request)
      await untilAnswered(connections)
      assert.equal(answeredWith(200, connections), 40)
      closeAll(connections)
    })

    it('counts in full what costs more than is left, and refuses the next one in every thread', async () => {
      tollgate.upstream.script = (call) => used(call, 4_000, 1_000)
      assert.equal((await post(tollgate, 'debt')).status, 200)
      await until('it to be counted', () => states('debt')[0]?.used === 5_000)
      const connections = await atOnce(tollgate.port, 40, requestBytes(responsesPath, keyOf('debt'), body))
      await untilAnswered(connections)
      assert.equal(answeredWith(429, connections), 40)
      closeAll(connections)
    })

    it('writes one whole record for every call, from all threads into one file', async () => {
      tollgate.upstream.script = (call) => used(call, 1, 1)
      const request = requestBytes(responsesPath, loadKey, body)
      for (let round = 0; round < 4; round++) {
        const connections = await atOnce(tollgate.port, 250, request)
        await untilAnswered(connections)
        closeAll(connections)
      }
      const { id: keyId } = keyRow(loadKey)
      const ofLoad = () => tollgate.records().filter(({ caller }) => caller.keyId === keyId)
      await until('all records', () => ofLoad().length >= 1_000)
      assert.equal(new Set(ofLoad().map(({ id }) => id)).size, 1_000)
      assert.equal(ofLoad().length, 1_000)
    })
  })
}

async function sequenceWithoutThreads(): Promise<number[]> {
  await using tollgate = await startTestGateway({ rows })
  const statuses = await playSequence(tollgate)
  assert.deepEqual([...new Set(statuses)].sort(), [200, 429, 500])
  return statuses
}

/** Calls one after the other, of which some cost much, some fail and some are refused. */
async function playSequence(tollgate: TestGateway): Promise<number[]> {
  const statuses: number[] = []
  for (let turn = 0; turn < 40; turn++) {
    const records = tollgate.records().length
    tollgate.upstream.script = (call) =>
      turn % 7 === 3 ? respond(call, { status: 500 }) : used(call, 10 + turn, turn % 5 === 0 ? 120 : 20)
    statuses.push((await post(tollgate, 'sequence')).status)
    await tollgate.recordCount(records + 1)
  }
  return statuses
}
