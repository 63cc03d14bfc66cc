import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type PolicyTrialCreate,
  policyTrialCreateSchema,
  policyTrialSchema,
} from '@tollgate/contract/resources/policy-trial'
import { createPolicyCatalogue } from '../../config/policy-catalogue.ts'
import { type ApiFixtures, apiFixtures, apiInput, onApi, policyInput } from '../../testing/api-fixtures.ts'
import { benchPolicies } from '../../testing/bench-policies.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { refused } from '../../testing/refused.ts'
import type { TestContext } from '../../testing/stores.ts'
import type { Verb } from '../verb.ts'
import { attachPolicy } from './attach.ts'
import { tryPolicies } from './try.ts'

const { createApi } = otherVerbs
const policies = createPolicyCatalogue(benchPolicies())
const prompt = 'Ask agent-007, not agent-1.'

test('tryPolicies shows what a policy that is attached nowhere makes of a prompt, and where it found something', async (t) => {
  const { admin } = await apiFixtures(t, { policies })
  const trial = await run(admin, { policy: 'masker', text: prompt })
  const [verdict] = trial.verdicts
  assert.deepEqual(
    [verdict?.policy, verdict?.attachmentId, verdict?.phase, verdict?.verdict, verdict?.found, verdict?.reason],
    ['masker', null, 'request', 'changed', { agent: 2 }, null],
  )
  const path = '$.input[0].content[0].text'
  assert.deepEqual(verdict?.spans, [
    { label: 'agent', path, inner: null, event: null, start: 4, end: 13, text: 'agent-007' },
    { label: 'agent', path, inner: null, event: null, start: 19, end: 26, text: 'agent-1' },
  ])
  assert.match(JSON.stringify(trial.sent), /"Ask \[agent\], not \[agent\]\."/)
  assert.equal(trial.reads, null)
  assert.deepEqual(trial.notRun, [])
})

test('tryPolicies shows a refusal as the client of each kind reads it, and sends nothing', async (t) => {
  const { admin } = await apiFixtures(t, { policies })
  for (const agent of ['codex', 'other'] as const) {
    const trial = await run(admin, { policy: 'stopper', text: prompt, agent })
    assert.equal(trial.sent, null)
    assert.deepEqual(trial.reads, {
      status: 400,
      refused: true,
      policy: 'stopper',
      body: {
        error: {
          message: 'A name of an agent is in it.',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_prompt',
        },
      },
    })
    assert.equal(trial.verdicts[0]?.reason, 'A name of an agent is in it.')
    assert.equal(trial.verdicts[0]?.spans?.length, 2)
  }
  assert.equal((await run(admin, { policy: 'stopper', text: 'Ask nobody.' })).verdicts[0]?.verdict, 'passed')
})

test('tryPolicies takes whole requests of every dialect, and finds what is JSON in a string', async (t) => {
  const { admin } = await apiFixtures(t, { policies })
  const call = { id: 'c', type: 'function', function: { name: 'ask', arguments: '{"who":["x","agent-7"]}' } }
  const messages = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', tool_calls: [call] },
  ]
  const body = { model: 'm', messages, future: { a: 1 } }
  const trial = await run(admin, { policy: 'masker', operation: 'POST /chat/completions', body })
  assert.deepEqual(trial.verdicts[0]?.spans, [
    {
      label: 'agent',
      path: '$.messages[1].tool_calls[0].function.arguments',
      inner: '$.who[1]',
      event: null,
      start: 0,
      end: 7,
      text: 'agent-7',
    },
  ])
  const sent = JSON.stringify(trial.sent)
  assert.match(sent, /\\"who\\":\[\\"x\\",\\"\[agent\]\\"\]/)
  assert.match(sent, /"future":\{"a":1\}/)
})

test('tryPolicies puts answers through: a text, a whole JSON, a stream, and ends one that is refused in its dialect', async (t) => {
  const { admin } = await apiFixtures(t, { policies })
  const masker = { policy: 'masker', config: { flow: 'response' } }
  for (const operation of ['POST /responses', 'POST /chat/completions']) {
    for (const stream of [false, true]) {
      const trial = await run(admin, { ...masker, operation, direction: 'response', text: prompt, stream })
      const [verdict] = trial.verdicts
      assert.deepEqual([verdict?.phase, verdict?.verdict], ['response', 'changed'], operation)
      const text = JSON.stringify(trial.reads?.body)
      assert.ok(!text.includes('agent-'), text)
      assert.match(text, /Ask \[agent\], not \[agent\]\./)
      assert.equal(Array.isArray(trial.reads?.body), stream)
      assert.equal(trial.sent, null)
    }
  }
  const streamed = await run(admin, { ...masker, direction: 'response', text: prompt, stream: true })
  assert.deepEqual(
    streamed.verdicts[0]?.spans?.map(({ event, start, end }) => [event, start, end]),
    [
      ['response.output_text.done', 4, 13],
      ['response.output_text.done', 19, 26],
    ],
  )
  const answer = {
    whole: 'thing',
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: prompt }] }],
  }
  const whole = await run(admin, { policy: 'stopper', text: 'hi', answer })
  assert.deepEqual(
    whole.verdicts.map(({ phase, verdict }) => [phase, verdict]),
    [
      ['request', 'passed'],
      ['response', 'refused'],
    ],
  )
  assert.equal(whole.reads?.status, 400)
  assert.notEqual(whole.sent, null)
  const cut = await run(admin, { policy: 'stopper', direction: 'response', text: prompt, stream: true })
  const events = cut.reads?.body as Array<{ type: string; response: { error: unknown } }> | undefined
  const last = events?.at(-1)
  assert.deepEqual(
    [cut.reads?.status, cut.reads?.policy, last?.type, last?.response.error],
    [200, 'stopper', 'response.failed', { code: 'invalid_prompt', message: 'A name of an agent is in it.' }],
  )
  const ended = await run(admin, {
    policy: 'stopper',
    direction: 'response',
    answer: [{ type: 'response.created', response: { id: 'r' } }],
  })
  assert.match(JSON.stringify(ended.reads?.body), /response\.created.*response\.failed.*server_error/)
})

test('tryPolicies runs all policies of an API as they are saved, and says of the others why not', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin, planId } = fixtures
  const attach = (policy: string, input: object = {}, scope: string | null = apiId) =>
    attachPolicy(admin, { apiId: scope, input: policyInput({ policy, config: {}, ...input }) })
  const ofAll = await attach('breaker', {}, null)
  const observing = await attach('stopper', { mode: 'observe', config: { flow: 'request' } })
  const ofPlan = await attach('stopper', { when: { plan: [planId] } })
  const ofChat = await attach('stopper', { when: { operation: ['POST /chat/completions'] } })
  const ofModel = await attach('stopper', { when: { model: ['o3'] } })
  const answers = await attach('masker', { config: { flow: 'response' } })
  const trial = await run(admin, { apiId, text: prompt })
  assert.deepEqual(
    trial.verdicts.map(({ attachmentId, verdict, reason }) => [attachmentId, verdict, reason]),
    [
      [ofAll.id, 'could-not-run', 'the service says no'],
      [observing.id, 'would-refuse', 'A name of an agent is in it.'],
    ],
  )
  const otherCalls = 'Its condition is for other calls.'
  assert.deepEqual(
    trial.notRun.map(({ attachmentId, why }) => [attachmentId, why]),
    [
      [ofPlan.id, otherCalls],
      [ofChat.id, otherCalls],
      [ofModel.id, otherCalls],
      [answers.id, 'It does not look at requests: give an answer as well.'],
    ],
  )
  assert.match(JSON.stringify(trial.sent), /agent-007/)
  const asked = await run(admin, { apiId, text: prompt, planId })
  assert.equal(asked.reads?.policy, 'stopper')
  assert.match(asked.notRun.at(-1)?.why ?? '', /^stopper refused before it was its turn\.$/)
  const alone = await run(admin, { attachmentId: ofChat.id, text: prompt })
  assert.deepEqual(
    alone.verdicts.map(({ attachmentId, verdict }) => [attachmentId, verdict]),
    [[ofChat.id, 'refused']],
  )
})

test('tryPolicies is for those who may change what is tried, and shows of other policies only what they do', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const input = policyInput({ policy: 'masker', config: {} })
  const ofAll = await attachPolicy(admin, { apiId: null, input })
  const own = await attachPolicy(admin, {
    apiId,
    input: policyInput({ policy: 'masker', config: { pattern: 'nobody' } }),
  })
  const mine = fixtures.verbAs(onApi(apiId))
  const trial = await run(mine, { apiId, text: prompt })
  assert.deepEqual(
    trial.verdicts.map(({ attachmentId, spans, found }) => [attachmentId, spans, found]),
    [
      [ofAll.id, null, { agent: 2 }],
      [own.id, [], {}],
    ],
  )
  await run(mine, { policy: 'masker', text: prompt })
  await refused(run(mine, { attachmentId: ofAll.id, text: prompt }), 'not-found', /There is no policy/)
  const stranger = fixtures.verbAs(onApi('api_other'))
  await refused(run(stranger, { apiId, text: prompt }), 'not-found', /There is no API/)
  await refused(run(stranger, { attachmentId: own.id, text: prompt }), 'not-found', /There is no policy/)
  const viewer = fixtures.verbAs('viewer')
  for (const subject of [{ apiId }, { attachmentId: own.id }, { attachmentId: ofAll.id }, { policy: 'masker' }])
    await refused(run(viewer, { ...subject, text: prompt }), 'forbidden', /apis:manage/)
})

test('tryPolicies says which field is wrong', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const cases: Array<[object, RegExp]> = [
    [{ policy: 'none' }, /^policy names no policy: none/],
    [{ policy: 'masker', config: { flow: 'up' } }, /does not take this config: config\.flow: /],
    [
      { apiId, operation: 'POST /words' },
      /^operation names no operation of this API: POST \/words; it has POST \/responses/,
    ],
    [{ apiId, operation: 'GET /models' }, /^text is no request of GET \/models by itself: give the body/],
    [{ apiId, planId: 'plan_none' }, /^planId names no plan/],
    [{ apiId, teamId: 'team_none' }, /^teamId names no team/],
    [{ apiId, text: undefined, body: deep(129) }, /^body is nested deeper than 128 levels/],
    [{ apiId, text: undefined, answer: deep(20_000) }, /^answer is nested deeper than 128 levels/],
  ]
  for (const [input, sentence] of cases) await refused(run(admin, { text: 'hi', ...input }), 'invalid', sentence)
  for (const input of [
    { text: 'hi' },
    { apiId, policy: 'masker', text: 'hi' },
    { apiId },
    { apiId, config: {}, text: 'hi' },
    { apiId, text: 'hi', body: {} },
    { apiId, text: 'hi', direction: 'response', answer: 'ho' },
    { apiId, text: 'hi', more: 1 },
  ])
    assert.equal(policyTrialCreateSchema.safeParse(input).success, false, JSON.stringify(input))
})

test('tryPolicies lets one person try so often in a minute, and the others go on', async (t) => {
  const { fixtures, apiId } = await withApi(t)
  const { admin } = fixtures
  const tries = async (verb: Verb) => {
    let done = 0
    // More than two minutes let through: one may begin meanwhile.
    while (done < 121) {
      await run(verb, { apiId, text: 'hi' })
      done++
    }
  }
  await refused(tries(admin), 'too-many', /60 times in this minute/)
  const other = { ...admin, actor: { ...admin.actor, audit: { kind: 'person', id: 'per_2', name: 'B' } as const } }
  await run(other, { apiId, text: 'hi' })
})

function deep(levels: number): Record<string, unknown> {
  let json: Record<string, unknown> = {}
  for (let level = 0; level < levels; level++) json = { a: json }
  return json
}

async function withApi(t: TestContext): Promise<{ fixtures: ApiFixtures; apiId: string }> {
  const fixtures = await apiFixtures(t, { policies })
  return { fixtures, apiId: (await createApi(fixtures.admin, apiInput(fixtures))).id }
}

/** As a request brings it, and an answer carries it. */
async function run(verb: Verb, input: object) {
  const parsed: PolicyTrialCreate = policyTrialCreateSchema.parse(input)
  return policyTrialSchema.parse(await tryPolicies(verb, parsed))
}
