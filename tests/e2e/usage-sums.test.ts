import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { dimensions } from '@tollgate/control/analytics/analytics-store'
import { openAnalyticsStore } from '@tollgate/control/analytics/store/open-analytics-store'
import { type Answer, FakeProvider } from '../fake-provider/fake-provider.ts'
import { cutAfter } from '../fake-provider/faults.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { answerError } from '../fake-provider/scenarios/errors.ts'
import { call, openCall } from '../harness/call.ts'
import { seeded } from '../harness/seeded.ts'
import { untilShipped } from '../harness/shipped-usage.ts'
import { startTollgate } from '../harness/start-tollgate.ts'
import { type ConfigInput, guideApi } from '../harness/tollgate-config.ts'
import { until } from '../harness/until.ts'

/** How a call goes; it is said in its prompt, so that the provider knows its part. */
const kinds = ['plain', 'streamed', 'failing', 'cut', 'left', 'forbidden', 'unknown-key'] as const
type Kind = (typeof kinds)[number]

const callsMade = 140
const atOnce = 10
const everything = { organisationId: 'org_default', from: 0, to: Date.now() + 86_400_000, filters: {} }

for (const seed of [1, 2, 3])
  test(`the sums of any breakdown are those of the ledger and of the provider, however calls end (seed ${seed})`, async () => {
    const random = seeded(seed)
    await using provider = await FakeProvider.start({ answer: partOfProvider(random) })
    const environment = {
      PROVIDER_KEY: 'sk-of-a-test',
      KEY_0: 'first-key-of-a-test-0123456789abcdef',
      KEY_1: 'second-key-of-a-test-0123456789abcdef',
    }
    await using tollgate = await startTollgate({ config: configFor(provider.url), environment })
    const made = Array.from({ length: callsMade }, () => kinds[Math.floor(random() * kinds.length)] ?? 'plain')
    for (let at = 0; at < made.length; at += atOnce)
      await Promise.all(made.slice(at, at + atOnce).map((kind) => makeCall(kind, tollgate.httpUrl, random)))
    const known = made.filter((kind) => kind !== 'unknown-key').length
    await until('each call to have its record', async () => (await tollgate.usageRecords()).length === known, 30_000)
    await untilShipped(tollgate.home)

    const records = await tollgate.usageRecords()
    assert.deepEqual([...new Set(records.map(({ outcome }) => outcome))].sort(), [
      'answered',
      'cancelled',
      'failed',
      'refused',
    ])
    assertAsProduced(records, provider)
    await using store = await openStore(tollgate.home)
    const ledger = sumOf(records.map(({ usage, cost }) => ({ ...usage, calls: 1, cost: cost?.amount ?? 0 })))
    assert.deepEqual(sumOf([await store.totals(everything)]), ledger)
    for (const dimension of dimensions) {
      const rows = await store.breakdown(everything, dimension, { order: 'totalTokens', limit: 1_000 })
      assert.deepEqual(sumOf(rows), ledger, dimension)
    }
  })

/** Each reply bills another number of tokens, so that a record shows whose it is. */
function partOfProvider(random: () => number): Answer {
  let replies = 0
  return (request) => {
    replies += 1
    const usage = { inputTokens: 1_000 * replies, cachedInputTokens: 500, outputTokens: 7, reasoningTokens: 3 }
    const body = request.body.toString()
    if (body.includes('failing')) return answerError(500, { type: 'server_error', code: null, message: 'Not today.' })
    const reply = agentProvider({ usage, gapMs: body.includes('left') ? 20 : 0 })(request)
    if (!body.includes('cut')) return reply
    const whole = Buffer.concat(reply.steps.flatMap((step) => (step.do === 'send' ? [step.bytes] : []))).length
    return cutAfter(reply, 300 + Math.floor(random() * (whole - 320)), random() < 0.5 ? 'close' : 'reset')
  }
}

function configFor(providerUrl: string): ConfigInput {
  const policies = [{ policy: 'regex', config: { regex: 'forbidden', invert: true } }]
  const owners = ['alice', 'bob']
  return {
    providers: [{ name: 'openai', type: 'openai' }],
    apis: [guideApi(providerUrl, { policies }), guideApi(providerUrl, { name: 'Other', context: '/other', policies })],
    applications: owners.map((owner, index) => ({
      name: `of ${owner}`,
      owner,
      subscriptions: [{ api: 'OpenAI API/2.3.0' }, { api: 'Other/2.3.0' }],
      keys: [{ name: 'laptop', user: owner, value: { env: `KEY_${index}` } }],
    })),
  }
}

async function makeCall(kind: Kind, gatewayUrl: string, random: () => number): Promise<void> {
  const choose = <Value>(values: readonly [Value, Value]) => values[random() < 0.5 ? 0 : 1]
  const isChat = random() < 0.5
  const stream = kind !== 'plain' && (kind !== 'failing' || random() < 0.5)
  const prompt = `${kind} ${'word '.repeat(Math.floor(random() * 30))}`
  const body = JSON.stringify({
    ...{ model: choose(['gpt-5.4', 'a-model-without-a-price']), stream },
    ...(isChat ? { messages: [{ role: 'user', content: prompt }] } : { input: prompt }),
  })
  const path = `${choose(['/openaiapi', '/other'])}/2.3.0/${isChat ? 'chat/completions' : 'responses'}`
  const key =
    kind === 'unknown-key'
      ? 'nobody'
      : choose(['first-key-of-a-test-0123456789abcdef', 'second-key-of-a-test-0123456789abcdef'])
  const options = { body, headers: { apikey: key, 'content-type': 'application/json' } }
  if (kind !== 'left') {
    // A stream that is cut is cut for the client too.
    await call(`${gatewayUrl}${path}`, options).catch(() => undefined)
    return
  }
  const answer = await openCall(`${gatewayUrl}${path}`, options)
  await new Promise((heard) => answer.once('data', heard))
  answer.destroy()
}

/** Every request that the provider had is a try of a record, and what it answered whole is billed as it said. */
function assertAsProduced(records: readonly UsageRecord[], provider: FakeProvider): void {
  const tries = records.reduce((sum, { attempts }) => sum + attempts.length, 0)
  assert.equal(tries, provider.requests.length)
  const whole = provider.served.filter(({ request }) =>
    /"(?:content|input)":"(?:plain|streamed) /.test(request.body.toString()),
  )
  const produced = whole.map(({ reply }) => (reply.usage?.inputTokens ?? 0) + (reply.usage?.outputTokens ?? 0))
  assert.ok(produced.length >= callsMade / 7)
  const answered = records.filter(({ outcome }) => outcome === 'answered')
  const billed = answered.filter(({ usage }) => usage.source === 'provider' && !usage.estimated)
  const billedWhole = billed.map(({ usage }) => usage.totalTokens).filter((total) => produced.includes(total))
  assert.deepEqual(ascending(billedWhole), ascending(produced))
  // Who left at the end had it whole; nobody else is answered.
  const rest = billed.map(({ usage }) => usage.totalTokens).filter((total) => !produced.includes(total))
  assert.ok(rest.every((total) => provider.produced.some((usage) => usage.inputTokens + usage.outputTokens === total)))
  for (const { outcome, usage, cost } of records.filter(({ attempts }) => attempts.length === 0))
    assert.deepEqual([outcome, usage.totalTokens, cost], ['refused', 0, null])
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other)
}

const summed = ['calls', 'inputTokens', 'cachedInputTokens', 'outputTokens', 'totalTokens', 'cost'] as const
type Summed = Readonly<Record<(typeof summed)[number], number>>

function sumOf(rows: readonly Summed[]): Summed {
  const sum = (name: (typeof summed)[number]) => rows.reduce((total, row) => total + row[name], 0)
  return Object.fromEntries(summed.map((name) => [name, sum(name)])) as unknown as Summed
}

async function openStore(home: string) {
  const store = await openAnalyticsStore({
    location: join(home, 'usage.db'),
    onIdleError: (error) => assert.fail(error),
  })
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() })
}
