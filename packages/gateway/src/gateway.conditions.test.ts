import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { PolicyAttachment, PolicyCondition } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import { definePolicy } from './pipeline/policy.ts'
import { refuse } from './pipeline/refusal.ts'
import { policies } from './policies/index.ts'
import { applicationRow, attachment, condition, keyRow, planRow, subscriptionRow } from './testing/rows.ts'
import { respond } from './testing/scripted-upstream.ts'
import { responsesStream, streaming } from './testing/test-answers.ts'
import { startTestGateway, type TestGateway, testApi } from './testing/test-gateway.ts'

const blocker = definePolicy({
  name: 'blocker',
  summary: '',
  kind: 'guardrail',
  config: z.object({}),
  needs: { request: 'none', response: 'events' },
  onFailure: 'reject',
  create: () => ({
    onEvent: (_x, { name }) =>
      name === 'response.completed' || name === 'answer' ? refuse('guardrail_blocked') : 'pass',
  }),
})
const failing = definePolicy({
  name: 'failing',
  summary: '',
  kind: 'guardrail',
  config: z.object({}),
  needs: { request: 'none', response: 'none' },
  onFailure: 'reject',
  create: () => ({
    onRequest() {
      throw new Error('out of order')
    },
  }),
})

const decorated = (parts: Partial<PolicyCondition>, changes: Partial<PolicyAttachment> = {}) => [
  attachment('prompt-decorator', { config: { text: 'Be brief.' }, when: condition(parts), ...changes }),
]
const attached: Readonly<Record<string, readonly PolicyAttachment[]>> = {
  model: decorated({ models: ['gpt-5'] }),
  agent: decorated({ agents: ['codex'] }),
  plan: decorated({ planIds: ['plan_gold'] }),
  team: decorated({ teamIds: ['team_a'] }),
  operation: decorated({ operations: ['POST /responses'] }),
  both: decorated({ models: ['gpt-5'], teamIds: ['team_a'] }),
  answer: [attachment('blocker', { when: condition({ models: ['gpt-5'] }) })],
  strict: [attachment('failing')],
  lenient: [attachment('failing', { onFailure: 'skip' })],
}

describe('startGateway: policies with conditions', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startTestGateway({
      policies: [...policies, blocker, failing],
      rows: (url) => [
        ...Object.entries(attached).map(([name, list]) => testApi(url, { name, policies: [...list] })),
        planRow('gold', []),
        applicationRow('gold', { teamId: 'team_a' }),
        keyRow('key-of-gold', { applicationId: 'app_gold' }),
        ...Object.keys(attached).flatMap((name) => [
          subscriptionRow('app_gold', `api_${name}`, { planId: 'plan_gold' }),
          subscriptionRow('app_tests', `api_${name}`),
        ]),
      ],
    })
  })

  beforeEach(() => {
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
  })

  after(() => tollgate[Symbol.asyncDispose]())

  const body = '{ "model":"gpt-5", "input":"hi" }'
  const gold = { apikey: 'key-of-gold' }

  async function sent(api: string, options: { body?: string; headers?: Readonly<Record<string, string>> } = {}) {
    const answer = await tollgate.call({ path: `/${api}/1.0/responses`, body, ...options })
    assert.equal(answer.status, 200, answer.text)
    return (await tollgate.upstream.last.body).toString()
  }

  const isDecorated = (text: string) => text.includes('Be brief.')

  it('by plan, team and agent: runs for those that match, and leaves the bytes of others as they are', async () => {
    for (const [api, matching, other] of [
      ['plan', gold, {}],
      ['team', gold, {}],
      ['agent', { originator: 'codex_exec' }, { originator: 'other' }],
    ] as const) {
      assert.ok(isDecorated(await sent(api, { headers: matching })), api)
      assert.equal(await sent(api, { headers: other }), body, api)
    }
  })

  it('by operation: runs for those that match, and leaves the bytes of others as they are', async () => {
    assert.ok(isDecorated(await sent('operation')))
    const chat = '{ "model":"gpt-5", "stream_options":{"include_usage":true},"messages":[] }'
    await tollgate.call({ path: '/operation/1.0/chat/completions', body: chat })
    assert.equal((await tollgate.upstream.last.body).toString(), chat)
  })

  it('a policy that its caller rules out does not make the body be read: what is no JSON passes', async () => {
    for (const api of ['plan', 'team', 'both', 'agent']) assert.equal(await sent(api, { body: 'no JSON' }), 'no JSON')
    const answer = await tollgate.call({ path: '/plan/1.0/responses', body: 'no JSON', headers: gold })
    assert.equal(answer.status, 400)
  })

  it('by model: runs for those that match, wherever the body names it, and leaves others as they are', async () => {
    for (const text of [body, '{"input":"hi","model":"gpt-5"}', '{"model":"GPT-5","input":[]}'])
      assert.ok(isDecorated(await sent('model', { body: text })), text)
    const other = '{ "input":"hi", "model":"gpt-4" }'
    assert.equal(await sent('model', { body: other }), other)
    assert.equal(tollgate.records().at(-1)?.model.asked, 'gpt-4')
  })

  it('by model: runs where the model cannot be told for certain', async () => {
    for (const text of ['{"input":"hi"}', '{"model":"gpt-4","input":[],"model":"gpt-5"}', '{"model":5,"input":"hi"}'])
      assert.ok(isDecorated(await sent('model', { body: text })), text)
    const answer = await tollgate.call({ path: '/model/1.0/responses', body: 'no JSON' })
    assert.equal(answer.status, 400)
    assert.match(answer.text, /body/)
  })

  it('two parts must both hold', async () => {
    assert.ok(isDecorated(await sent('both', { headers: gold })))
    assert.ok(!isDecorated(await sent('both')))
    assert.ok(!isDecorated(await sent('both', { headers: gold, body: '{"model":"gpt-4","input":"hi"}' })))
  })

  it('holds for the answer as for the request, streamed and plain', async () => {
    const call = (model: string) => tollgate.call({ path: '/answer/1.0/responses', body: JSON.stringify({ model }) })
    assert.equal((await call('gpt-5')).status, 400)
    assert.equal((await call('gpt-4')).status, 200)
    tollgate.upstream.script = streaming([responsesStream()])
    assert.match((await call('gpt-5')).text, /response\.failed/)
    assert.deepEqual((await call('gpt-4')).body, responsesStream())
  })

  it('a failure is what the attachment says, over what the policy says', async () => {
    assert.equal((await tollgate.call({ path: '/strict/1.0/responses', body })).status, 503)
    assert.equal(await sent('lenient'), body)
    const verdicts = tollgate
      .records()
      .at(-1)
      ?.verdicts.map(({ policy, phase, verdict }) => ({ policy, phase, verdict }))
    assert.deepEqual(verdicts, [{ policy: 'failing', phase: 'request', verdict: 'could-not-run' }])
  })
})
