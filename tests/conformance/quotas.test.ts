import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { codexVersions } from '../harness/agents.ts'
import { CountingRelay } from '../harness/counting-relay.ts'
import { type CodexOptions, runCodex } from '../harness/run-codex.ts'
import { runCodexTerminal } from '../harness/run-codex-terminal.ts'
import { type InProcessTollgate, startInProcess } from '../harness/start-in-process.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const version = '0.169.0'
const tokensPerDay = 1_000_000
const dayMs = 86_400_000
const usage = { cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 }

describe('quotas and the real Codex', () => {
  const { CLIENT_KEY: key, PROVIDER_KEY } = plantSecrets()
  const started = new AsyncDisposableStack()
  let provider: FakeProvider
  let tollgate: InProcessTollgate
  /** The clock of the quotas, which each test finds a day later. */
  let daysLater = 0
  let tokensOfAnswer = 100

  before(async () => {
    provider = started.use(
      await FakeProvider.start({
        answer: (request) =>
          agentProvider({ usage: { ...usage, inputTokens: tokensOfAnswer - usage.outputTokens } })(request),
      }),
    )
    const api = guideApi(provider.url, { plans: ['AIBronze'] })
    const config = configOf(
      [api],
      [
        {
          name: 'tests',
          owner: 'alice',
          subscriptions: [{ api: `${api.name}/${api.version}`, plan: 'AIBronze' }],
          keys: [{ name: 'laptop', user: 'alice', value: { env: 'CLIENT_KEY' } }],
        },
      ],
    )
    const plan = { name: 'AIBronze', limits: [{ metric: 'total-tokens', limit: tokensPerDay, per: 'day' }] } as const
    tollgate = started.use(
      await startInProcess({
        config: { ...config, plans: [{ ...plan, limits: [...plan.limits] }] },
        environment: { CLIENT_KEY: key, PROVIDER_KEY },
        policies: [],
        now: () => Date.now() + daysLater * dayMs,
      }),
    )
  })
  beforeEach(() => {
    daysLater += 2
  })
  after(() => started.disposeAsync())

  async function codex(relay: CountingRelay, options: Partial<CodexOptions> = {}) {
    return runCodex({ version, baseUrl: `${relay.url}/openaiapi/2.3.0`, key, retries: 'on', ...options })
  }

  /** One call that uses so much of the day. */
  async function use(share: number): Promise<void> {
    tokensOfAnswer = tokensPerDay * share
    const url = `${tollgate.httpUrl}/openaiapi/2.3.0/responses`
    const answer = await fetch(url, { method: 'POST', headers: { apikey: key }, body: '{"model":"gpt-5.4"}' })
    assert.equal(answer.status, 200, await answer.text())
    tokensOfAnswer = 100
  }

  for (const older of codexVersions)
    test(`over the quota, Codex ${older} shows our sentence and the time, after one request that costs nothing`, async () => {
      await using relay = await CountingRelay.start(tollgate.httpUrl)
      await use(1)
      const served = provider.requests.length
      const run = await codex(relay, { version: older })
      assert.match(
        run.failure ?? '',
        /^You[’']ve hit your usage limit\. Plan AIBronze: all 1,000,000 tokens per day are used up, or try again at .*\.$/,
      )
      assert.equal(relay.posts().length, 1)
      assert.equal(provider.requests.length, served)
      const record = (await tollgate.usageRecords()).at(-1)
      assert.deepEqual(
        [record?.outcome, record?.refusal?.code, record?.usage.totalTokens],
        ['refused', 'quota_exceeded', 0],
      )
    })

  test('after the reset the same call works', async () => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    await use(1)
    assert.match((await codex(relay)).failure ?? '', /are used up/)
    daysLater += 1
    const run = await codex(relay)
    assert.deepEqual(run.messages, ['The fake provider says hello.'])
  })

  test('near the quota the interactive Codex warns by itself, and its footer says what is left', async () => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    await use(0.83)
    const warning = /Headsup,youhavelessthan25%ofyour.*limitleft/
    const footer = 'dailylimit:17%left'
    const screen = await runCodexTerminal({
      version,
      baseUrl: `${relay.url}/openaiapi/2.3.0`,
      key,
      prompt: 'hello in a terminal',
      isOver: (text) => warning.test(lettersOn(text)) && lettersOn(text).includes(footer),
    })
    assert.match(lettersOn(screen), warning)
    assert.ok(lettersOn(screen).includes(footer))
    assert.match(relay.answers, /x-codex-primary-used-percent: 83/)
  })

  test('far from it there is no warning', async () => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    await use(0.5)
    const screen = await runCodexTerminal({
      version,
      baseUrl: `${relay.url}/openaiapi/2.3.0`,
      key,
      prompt: 'hello in a terminal',
      isOver: () => relay.answers.split('event: response.completed').length > 2,
    })
    assert.doesNotMatch(lettersOn(screen), /Headsup/)
  })
})

/** The letters that a terminal shows: it puts its words where they stand by moving its cursor. */
function lettersOn(screen: string): string {
  return stripVTControlCharacters(screen).replace(/\s/g, '')
}
