import assert from 'node:assert/strict'
import { test } from 'node:test'
import { definePolicy, type PolicyDefinition } from '@tollgate/gateway/pipeline/policy'
import { refuse } from '@tollgate/gateway/pipeline/refusal'
import { z } from 'zod'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { type CodexVersion, codexVersions } from '../harness/agents.ts'
import { sentenceIn } from '../harness/codex-events.ts'
import { CountingRelay } from '../harness/counting-relay.ts'
import { runCodex } from '../harness/run-codex.ts'
import { startInProcess } from '../harness/start-in-process.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

const sentence = 'The rule test-rule found a card number: remove it, then type /new.'

/** Policies that only this test has, attached by name like any other. */
const testPolicies: readonly PolicyDefinition[] = [
  policy('refuses-request', { onRequest: () => refuse('guardrail_blocked', sentence) }),
  policy('request-rule-throws', {
    onRequest: () => {
      throw new Error('a secret detail of the rule')
    },
  }),
  policy('refuses-head', { onResponseHead: () => refuse('guardrail_blocked', sentence) }),
  policy('refuses-in-stream', {
    onEvent: (_, event) =>
      event.name === 'response.output_text.done' ? refuse('guardrail_blocked', sentence) : 'pass',
  }),
  policy('holds-then-refuses', {
    onEvent: (_, event) => (event.name === 'response.created' ? 'pass' : 'hold'),
    onEnd: () => refuse('guardrail_blocked', sentence),
  }),
  policy('event-rule-throws', {
    onEvent: () => {
      throw new Error('a secret detail of the rule')
    },
  }),
]

function policy(name: string, hooks: ReturnType<PolicyDefinition['create']>): PolicyDefinition {
  return definePolicy({
    name,
    summary: 'For tests only.',
    kind: 'guardrail',
    config: z.strictObject({}),
    needs: { request: 'whole', response: 'events' },
    onFailure: 'reject',
    create: () => hooks,
  })
}

test('a guardrail refuses, and the real Codex shows one sentence after one request', { concurrency: 4 }, async (t) => {
  const { CLIENT_KEY: key, PROVIDER_KEY } = plantSecrets()
  await using provider = await FakeProvider.start({ answer: agentProvider({ text: 'a text that was seen in part' }) })
  const apis = testPolicies.map(({ name }) => ({
    ...guideApi(`${provider.url}/${name}/v1`),
    name,
    context: `/${name}`,
    policies: [{ policy: name }],
  }))
  await using tollgate = await startInProcess({
    config: configOf(apis),
    environment: { CLIENT_KEY: key, PROVIDER_KEY },
    policies: testPolicies,
  })

  const ask = async (version: CodexVersion, name: string) => {
    await using relay = await CountingRelay.start(tollgate.httpUrl)
    const run = await runCodex({ version, baseUrl: `${relay.url}/${name}/2.3.0`, key, retries: 'on' })
    assert.equal(relay.posts().length, 1, run.stdout)
    assert.equal(run.exitCode, 1)
    assert.doesNotMatch(relay.answers + run.stdout + run.stderr, /a secret detail/)
    return { run, answer: relay.answers, shown: sentenceIn(run.failure) }
  }

  const cases: Record<string, (version: CodexVersion) => Promise<void>> = {
    'before the provider is called': async (version) => {
      const { answer, shown } = await ask(version, 'refuses-request')
      assert.equal(shown, sentence)
      assert.match(answer, /^HTTP\/1\.1 400 /)
      assert.match(answer, /"type":"invalid_request_error","param":null,"code":"invalid_prompt"/)
    },
    'when the rule breaks: fail closed': async (version) => {
      const { shown } = await ask(version, 'request-rule-throws')
      assert.match(shown, /^The rule request-rule-throws of this API could not be checked, so the call was refused/)
    },
    'before the answer begins': async (version) => {
      assert.equal((await ask(version, 'refuses-head')).shown, sentence)
    },
    'in an answer that has begun': async (version) => {
      const { run, answer } = await ask(version, 'refuses-in-stream')
      assert.equal(run.failure, sentence)
      assert.match(answer, /"type":"response\.output_text\.delta"/)
      assert.match(answer, /event: response\.failed\ndata: .*"code":"invalid_prompt"/)
      assert.doesNotMatch(answer, /response\.completed/)
    },
    'at the end of an answer that was held back': async (version) => {
      const { run, answer } = await ask(version, 'holds-then-refuses')
      assert.equal(run.failure, sentence)
      assert.doesNotMatch(answer, /a text that/)
    },
    'when the rule breaks in the stream: fail closed': async (version) => {
      const { answer, shown } = await ask(version, 'event-rule-throws')
      assert.match(shown, /^The rule event-rule-throws of this API could not be checked, so the call was refused/)
      assert.doesNotMatch(answer, /a text that/)
    },
  }
  await Promise.all(
    codexVersions.flatMap((version) =>
      Object.entries(cases).map(([when, check]) => t.test(`${when} · Codex ${version}`, () => check(version))),
    ),
  )

  await t.test(
    'what was refused before the provider never reached it, and every refusal is in the usage log',
    async () => {
      assert.deepEqual(
        provider.requests.filter(({ path }) => path.includes('request')),
        [],
      )
      const records = await tollgate.usageRecords()
      for (const { name } of testPolicies) {
        const own = records.filter(({ api }) => api.name === name)
        assert.equal(own.length, codexVersions.length, name)
        for (const { outcome, refusal, verdicts } of own) {
          assert.deepEqual([outcome, refusal?.policy], ['refused', name])
          assert.ok(verdicts.some(({ policy }) => policy === name))
        }
      }
      assert.ok(!tollgate.logs().includes(key) && !tollgate.logs().includes(PROVIDER_KEY))
    },
  )
})
