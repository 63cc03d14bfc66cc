import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { requestLimits } from './request-limits.ts'

type Json = Record<string, unknown>

/** The request as it goes to the provider, or the sentence of the refusal. */
async function limit(config: Json, json: Json, protocol = openaiResponses): Promise<unknown> {
  const trial = tryPolicies([{ policy: requestLimits, config }], { protocol })
  const result = await trial.request(json)
  assert.deepEqual(trial.call.failures, [])
  const { verdict } = trial.call.x.verdicts[0] ?? {}
  if ('kind' in result && result.kind === 'refusal') {
    assert.equal(verdict, 'refused')
    return result.message
  }
  assert.equal(verdict, JSON.stringify(result) === JSON.stringify(json) ? 'passed' : 'changed')
  return result
}

const sentence = (reason: string) =>
  `The rule request-limits of this API refused the call: ${reason}. Change the settings of the agent, or ask the publisher of the API.`

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [before = {}, after, refused = {}] = bodies

  test('a call that asks for too much becomes what the README says', async () => {
    assert.deepEqual(await limit(config, before), after)
  })

  test('a call in the background is refused', async () => {
    assert.equal(await limit(config, refused), sentence('it sets background to true, and it may not be set'))
  })
})

describe('requestLimits and output tokens', () => {
  const config = { outputTokens: { max: 100 } }

  test('sets the maximum where a call asks for more, for nothing, or for what is no number', async () => {
    for (const json of [{}, { max_output_tokens: 101 }, { max_output_tokens: '5' }, { max_output_tokens: null }])
      assert.deepEqual(await limit(config, json), { max_output_tokens: 100 })
  })

  test('leaves a call alone that asks for less', async () => {
    assert.deepEqual(await limit(config, { max_output_tokens: 99 }), { max_output_tokens: 99 })
  })

  test('knows the names of Chat Completions', async () => {
    assert.deepEqual(await limit(config, {}, openaiChat), { max_completion_tokens: 100 })
    assert.deepEqual(await limit(config, { max_tokens: 101 }, openaiChat), { max_tokens: 100 })
    assert.deepEqual(await limit(config, { max_tokens: 50 }, openaiChat), { max_tokens: 50 })
    const both = { max_tokens: 5000, max_completion_tokens: 4000 }
    assert.deepEqual(await limit(config, both, openaiChat), { max_tokens: 100, max_completion_tokens: 100 })
  })

  test('refuses where it is to refuse, and sets the maximum where nothing was asked for', async () => {
    const strict = { outputTokens: { max: 100, otherwise: 'refuse' } }
    assert.equal(
      await limit(strict, { max_output_tokens: 101 }),
      sentence('it asks for 101 output tokens, and 100 are allowed'),
    )
    assert.deepEqual(await limit(strict, {}), { max_output_tokens: 100 })
  })
})

describe('requestLimits and reasoning effort', () => {
  const config = { reasoningEffort: { allowed: ['low', 'medium'] } }
  const effort = (value: unknown) => ({ reasoning: { effort: value, summary: 'auto' } })

  test('takes the next lower effort that is allowed, or the lowest', async () => {
    const cases = [
      ['minimal', 'low'],
      ['low', 'low'],
      ['medium', 'medium'],
      ['high', 'medium'],
      ['of tomorrow', 'medium'],
      [7, 'medium'],
    ] as const
    for (const [asked, set] of cases) assert.deepEqual(await limit(config, effort(asked)), effort(set))
    assert.deepEqual(await limit(config, { reasoning_effort: 'xhigh' }, openaiChat), { reasoning_effort: 'medium' })
  })

  test('leaves it to the model where a call names none, unless there is a preset', async () => {
    for (const json of [{}, { reasoning: { summary: 'auto' } }, { reasoning: null }])
      assert.deepEqual(await limit(config, json), json)
    const preset = { reasoningEffort: { allowed: ['low'], preset: 'low' } }
    assert.deepEqual(await limit(preset, { reasoning: { summary: 'auto' } }), effortWith('low'))
    assert.deepEqual(await limit(preset, {}), { reasoning: { effort: 'low' } })
    assert.deepEqual(await limit(preset, {}, openaiChat), { reasoning_effort: 'low' })
  })

  test('holds for a change in the middle of a request too', async () => {
    const update = (value: string) => ({ input: [{ type: 'configuration_update', reasoning: { effort: value } }] })
    assert.deepEqual(await limit(config, update('max')), update('medium'))
  })

  test('refuses where it is to refuse', async () => {
    const strict = { reasoningEffort: { allowed: ['low', 'medium', 'high'], otherwise: 'refuse' } }
    assert.equal(
      await limit(strict, effort('xhigh')),
      sentence('it asks for the reasoning effort "xhigh", and low, medium or high may be asked for'),
    )
  })

  const effortWith = (value: string) => ({ reasoning: { summary: 'auto', effort: value } })
})

describe('requestLimits and tools', () => {
  const config = { toolsMax: 2 }
  const tool = (name: string) => ({ type: 'function', name })

  test('counts those in namespaces and in items, not the namespaces', async () => {
    const json = {
      tools: [tool('a'), { type: 'namespace', name: 'n', tools: [tool('b')] }],
      input: [{ type: 'additional_tools', role: 'developer', tools: [{ type: 'web_search' }] }],
    }
    assert.equal(await limit(config, json), sentence('it brings 3 tools, and 2 are allowed'))
    assert.deepEqual(await limit(config, { ...json, input: [] }), { ...json, input: [] })
  })

  test('counts those of Chat Completions', async () => {
    const json = {
      tools: [1, 2].map((n) => ({ type: 'function', function: { name: `t${n}` } })),
      web_search_options: {},
    }
    assert.match(String(await limit(config, json, openaiChat)), /it brings 3 tools/)
  })
})

describe('requestLimits and parameters', () => {
  const one = (rule: Json) => ({ parameters: [rule] })

  test('sets a value, also where nothing was said, unless the dialect has no such parameter', async () => {
    const store = one({ name: 'store', value: false, otherwise: 'set' })
    for (const json of [{}, { store: true }, { store: null }, { store: false }])
      assert.deepEqual(await limit(store, json), { store: false })
    const n = one({ name: 'n', value: 1, otherwise: 'set' })
    assert.deepEqual(await limit(n, {}), {})
    assert.deepEqual(await limit(n, { n: 3 }), { n: 1 })
    assert.deepEqual(await limit(n, {}, openaiChat), { n: 1 })
  })

  test('takes the nearest of a range, and leaves out what is no number', async () => {
    const range = one({ name: 'temperature', min: 0.2, max: 1, otherwise: 'set' })
    const cases = [
      [{ temperature: 2 }, { temperature: 1 }],
      [{ temperature: 0 }, { temperature: 0.2 }],
      [{ temperature: 0.5 }, { temperature: 0.5 }],
      [{ temperature: '2' }, {}],
      [{}, {}],
    ]
    for (const [json = {}, expected] of cases) assert.deepEqual(await limit(range, json), expected)
  })

  test('leaves out what is not allowed or forbidden', async () => {
    const tier = one({ name: 'service_tier', allowed: ['auto', 'default'], otherwise: 'set' })
    assert.deepEqual(await limit(tier, { service_tier: 'priority' }), {})
    assert.deepEqual(await limit(tier, { service_tier: 'auto' }), { service_tier: 'auto' })
    const seed = one({ name: 'seed', forbidden: true, otherwise: 'set' })
    assert.deepEqual(await limit(seed, { seed: 1, model: 'a' }, openaiChat), { model: 'a' })
  })

  test('refuses with the rule in the sentence', async () => {
    const cases: ReadonlyArray<readonly [rule: Json, json: Json, reason: string]> = [
      [{ name: 'stream', value: false }, { stream: true }, 'it sets stream to true, and it must be false'],
      [{ name: 'n', max: 1 }, { n: 8 }, 'it sets n to 8, and it must be at most 1'],
      [{ name: 'top_p', min: 0.5 }, { top_p: 0 }, 'it sets top_p to 0, and it must be at least 0.5'],
      [{ name: 'top_p', min: 0, max: 1 }, { top_p: 2 }, 'it sets top_p to 2, and it must be from 0 to 1'],
      [{ name: 'a', allowed: ['x', 1] }, { a: 'y' }, 'it sets a to "y", and it must be "x" or 1'],
      [{ name: 'a', forbidden: true }, { a: [] }, 'it sets a to [], and it may not be set'],
    ]
    for (const [rule, json, reason] of cases) assert.equal(await limit(one(rule), json), sentence(reason))
  })

  test('shows no more than the beginning of what a caller wrote', async () => {
    const shown = String(await limit(one({ name: 'a', forbidden: true }), { a: 'x'.repeat(10_000) }))
    assert.ok(shown.length < 300)
  })

  test('does not take a name of JavaScript for a member', async () => {
    assert.deepEqual(await limit(one({ name: 'constructor', forbidden: true }), {}), {})
  })
})

test('requestLimits changes and refuses nothing in observe mode, and says what would have been', async () => {
  const config = { outputTokens: { max: 5 }, parameters: [{ name: 'n', max: 1 }] }
  const cases = [
    [{ model: 'a' }, 'would-change'],
    [{ n: 2 }, 'would-refuse'],
  ] as const
  for (const [json, verdict] of cases) {
    const trial = tryPolicies([{ policy: requestLimits, config, mode: 'observe' }])
    assert.deepEqual(await trial.request(json), json)
    assert.equal(trial.call.x.verdicts[0]?.verdict, verdict)
    assert.equal(trial.call.x.verdicts[0]?.found?.['output-tokens'], 1)
  }
})

test('requestLimits refuses a configuration that cannot be meant', () => {
  const parameter = (rule: Json) => ({ parameters: [rule] })
  const wrong: readonly Json[] = [
    {},
    { outputTokens: { max: 0 } },
    { reasoningEffort: { allowed: [] } },
    { reasoningEffort: { allowed: ['huge'] } },
    { toolsMax: -1 },
    parameter({ name: 'n' }),
    parameter({ name: 'n', max: 1, value: 1 }),
    parameter({ name: 'n', min: 2, max: 1 }),
    parameter({ name: 'max_tokens', max: 1 }),
    parameter({ name: 'model', forbidden: true }),
    parameter({ name: 'tools', forbidden: true }),
    parameter({ name: 'stream', value: false, otherwise: 'set' }),
    parameter({ name: '__proto__', forbidden: true }),
  ]
  for (const config of wrong)
    assert.equal(requestLimits.config.safeParse(config).success, false, JSON.stringify(config))
})
