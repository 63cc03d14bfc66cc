import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { arrayField, stringField } from '../../protocols/json-fields.ts'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { attachment, condition, keyRow, planRow, subscriptionRow } from '../../testing/rows.ts'
import { respond } from '../../testing/scripted-upstream.ts'
import { responsesPath, startTestGateway, testApi } from '../../testing/test-gateway.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { modelAccess } from './model-access.ts'

type Config = Record<string, unknown>

/** The model that goes to the provider, or the sentence that the caller reads. */
async function ask(config: Config, model: unknown, mode: 'enforce' | 'observe' = 'enforce'): Promise<unknown> {
  const trial = tryPolicies([{ policy: modelAccess, config, mode }])
  const result = await trial.request({ model, input: 'hi' })
  if ('code' in result && result.kind === 'refusal') {
    assert.equal(result.code, 'model_not_allowed')
    return result.message
  }
  assert.deepEqual(trial.call.failures, [])
  return (result as Config).model
}

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [before = {}, after, refused = {}] = bodies

  test('an alias becomes the model behind it, in both dialects', async () => {
    for (const protocol of [openaiResponses, openaiChat])
      assert.deepEqual(await tryPolicies([{ policy: modelAccess, config }], { protocol }).request(before), after)
  })

  test('another model is refused with a sentence that names the choice', async () => {
    assert.equal(
      await ask(config, refused.model),
      'This API does not offer the model gpt-6-astra: choose gpt-5.6, gpt-5.6-mini*, gpt-5.4, codex-*.',
    )
  })
})

describe('modelAccess', () => {
  const served: ReadonlyArray<readonly [what: string, config: Config, model: string, served: string]> = [
    ['lets a model pass that is allowed', { allow: ['a', 'b'] }, 'b', 'b'],
    ['lets a model pass that fits a pattern', { allow: ['gpt-5*-mini'] }, 'gpt-5.6-mini', 'gpt-5.6-mini'],
    ['lets every other model pass where some are denied', { deny: ['a'] }, 'b', 'b'],
    ['looks at the model behind the alias', { allow: ['new'], aliases: { old: 'new' } }, 'old', 'new'],
    ['takes the name before a pattern', { aliases: { 'old*': 'b', 'old-1': 'c', '*': 'd' } }, 'old-1', 'c'],
    ['takes the longest pattern', { aliases: { '*': 'd', 'old*': 'b' } }, 'old-1', 'b'],
    ['follows one alias only', { aliases: { a: 'b', b: 'c' } }, 'a', 'b'],
    ['takes a name of JavaScript for a name', { aliases: { a: 'b' } }, 'constructor', 'constructor'],
  ]
  for (const [what, config, model, expected] of served)
    test(what, async () => assert.equal(await ask(config, model), expected))

  const refused: ReadonlyArray<readonly [what: string, config: Config, model: unknown, sentence: RegExp]> = [
    ['a model that is not allowed', { allow: ['a', 'b'] }, 'c', /the model c: choose a, b\.$/],
    ['an allowed model in other letters', { allow: ['a'] }, 'A', /the model A: choose a\.$/],
    ['a denied model', { deny: ['a'] }, 'a', /the model a: choose another one\.$/],
    ['a denied model in other letters', { deny: ['gpt-5*'] }, ' GPT-5.6 ', /does not offer/],
    ['a denied model that is allowed too', { allow: ['gpt*'], deny: ['*-preview'] }, 'gpt-5-preview', /does not offer/],
    ['every model where none is allowed', { allow: [] }, 'a', /choose another one/],
    ['no model at all', { deny: ['a'] }, undefined, /this call names none/],
    ['a model that is no string', { deny: ['a'] }, ['b'], /this call names none/],
  ]
  for (const [what, config, model, sentence] of refused)
    test(`refuses ${what}`, async () => assert.match(String(await ask(config, model)), sentence))

  test('shows no more than the beginning of what a caller wrote', async () => {
    assert.ok(String(await ask({ allow: ['a'] }, 'x'.repeat(10_000))).length < 300)
  })

  test('changes and refuses nothing in observe mode, and says what would have been', async () => {
    const trial = tryPolicies([{ policy: modelAccess, config: { aliases: { a: 'b' } }, mode: 'observe' }])
    assert.deepEqual(await trial.request({ model: 'a' }), { model: 'a' })
    assert.equal(trial.call.x.verdicts[0]?.verdict, 'would-change')
    assert.equal(await ask({ allow: ['b'] }, 'a', 'observe'), 'a')
  })

  test('is refused when saved where it says nothing, or an alias leads to what is not allowed', () => {
    const wrong: readonly Config[] = [
      {},
      { allow: 'a' },
      { allow: [''] },
      { aliases: { a: 'b*' } },
      { allow: ['a'], aliases: { b: 'c' } },
      { deny: ['C'], aliases: { b: 'c' } },
      { allow: ['a'], words: 3 },
    ]
    for (const config of wrong)
      assert.equal(modelAccess.config.safeParse(config).success, false, JSON.stringify(config))
  })
})

describe('modelAccess behind a real gateway', () => {
  const models = ['small', 'large', 'secret'].map((id) => ({ id, displayName: id, contextWindow: null }))
  const rule = attachment('model-access', { config: { deny: ['secret'], aliases: { old: 'large' } } })
  const onlyOld = { ...rule, id: 'pol_old', when: condition({ models: ['old'] }) }

  test('GET /models lists what may be asked for, and refusals name it', async () => {
    await using tollgate = await startTestGateway({ rows: (url) => [testApi(url, { models, policies: [rule] })] })
    const list = await tollgate.call({ method: 'GET', path: '/openai/1.0/models' })
    assert.deepEqual(
      arrayField(list.json(), 'data').map((model) => stringField(model, 'id')),
      ['small', 'large'],
    )
    const refused = await tollgate.call({ path: responsesPath, body: '{"model":"secret","input":"hi"}' })
    assert.equal(refused.status, 403)
    assert.match(refused.text, /does not offer the model secret: choose small, large\./)
    assert.equal(tollgate.upstream.calls.length, 0)
  })

  test('a plan is asked by the name that the caller used, and so is a condition', async () => {
    const plan = { ...planRow('old', []), models: ['old'] }
    await using tollgate = await startTestGateway({
      rows: (url) => [
        testApi(url, { models, policies: [onlyOld] }),
        plan,
        keyRow('key-of-the-plan', { applicationId: 'app_tests' }),
        subscriptionRow('app_tests', 'api_openai', { planId: plan.id }),
      ],
    })
    tollgate.upstream.script = (call) => respond(call, { body: '{"status":"completed"}' })
    const post = (model: string) => tollgate.call({ path: responsesPath, body: JSON.stringify({ model, input: 'hi' }) })
    assert.equal((await post('old')).status, 200)
    assert.equal(JSON.parse(String(await tollgate.upstream.calls[0]?.body)).model, 'large')
    const { status, text } = await post('large')
    assert.equal(status, 403)
    assert.match(text, /Plan old does not allow the model large/)
  })
})
