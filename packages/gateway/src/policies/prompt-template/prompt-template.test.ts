import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { promptTemplate } from './prompt-template.ts'

type Json = Record<string, unknown>

const templates = [
  { name: 'greet', prompt: 'Hello [[who]] from [[where]].' },
  { name: 'plain', prompt: 'A text.' },
  { name: 'me', prompt: 'I am {{user}}, [[who]].' },
]

/** What the user's text becomes, or the sentence of the refusal. */
async function fill(text: string, changes: Json = {}): Promise<unknown> {
  const trial = tryPolicies([{ policy: promptTemplate, config: { templates, ...changes } }], { protocol: openaiChat })
  const result = await trial.request({ messages: [{ role: 'user', content: text }] })
  assert.deepEqual(trial.call.failures, [])
  if ('kind' in result) return result.kind === 'refusal' ? result.message : result
  return (result.messages as Array<{ content: string }>)[0]?.content
}

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [before = {}, after] = bodies

  test('a request becomes what the README says, in either form of the configuration', async () => {
    const { templates } = config
    for (const form of [
      { templates },
      { promptTemplateConfig: templates },
      { promptTemplateConfig: JSON.stringify(templates) },
    ])
      assert.deepEqual(await tryPolicies([{ policy: promptTemplate, config: form }]).request(before), after)
  })
})

describe('promptTemplate', () => {
  const cases: ReadonlyArray<readonly [what: string, text: string, expected: string]> = [
    ['fills in parameters', 'template://greet?who=Ann&where=Rome', 'Hello Ann from Rome.'],
    ['in any order, and leaves further ones', 'template://greet?where=Rome&x=1&who=Ann', 'Hello Ann from Rome.'],
    ['leaves the text around it', 'a template://plain b', 'a A text. b'],
    ['fills in several', 'template://plain? and template://greet?who=A&where=B!', 'A text. and Hello A from B!.'],
    ['leaves a template that is not there', 'template://nobody?x=1 template://plain', 'template://nobody?x=1 A text.'],
    ['leaves a placeholder without a value', 'template://greet?who=Ann', 'Hello Ann from [[where]].'],
    ['takes an empty value', 'template://greet?who=&where', 'Hello  from .'],
    [
      'decodes values',
      'template://greet?who=%22%5C%0A%C3%BC%F0%9F%9A%80&where=a+b%2Bc%26d%3De',
      'Hello "\\\nü🚀 from a b+c&d=e.',
    ],
    [
      'takes what cannot be decoded as well as it can',
      'template://greet?who=100%&where=%ff',
      'Hello 100% from \ufffd.',
    ],
    [
      'ends at quotation marks and the like',
      '"template://greet?who=A&where=B" `template://plain`',
      '"Hello A from B." `A text.`',
    ],
    ['ends at a line', 'template://greet?who=A&where=B\nnext', 'Hello A from B.\nnext'],
    ['keeps signs that mean something elsewhere', 'template://greet?who=$%26&where=$1', 'Hello $& from $1.'],
    [
      'does not fill in a value again',
      'template://greet?who=[[where]]&where=template://plain',
      'Hello [[where]] from template://plain.',
    ],
    ['nor a variable in a value', 'template://me?who={{api}}', 'I am alice, {{api}}.'],
    ['nor braces around a value', 'template://me?who=x%7D%7D', 'I am alice, x}}.'],
    ['leaves names that differ in letters', 'TEMPLATE://plain template://Plain', 'TEMPLATE://plain template://Plain'],
  ]
  for (const [what, text, expected] of cases) test(what, async () => assert.equal(await fill(text), expected))

  test('refuses an unknown template and a missing parameter where it is told to', async () => {
    const sentence = (called: string, why: string) =>
      `The rule prompt-template of this API refused the prompt: the reference template://${called} cannot be filled in: ${why}. Correct it and begin a new conversation, because this one sends it again.`
    assert.equal(
      await fill('template://nobody', { unknownTemplate: 'refuse' }),
      sentence('nobody', 'there is no such template'),
    )
    assert.equal(
      await fill('template://greet?who=A', { missingParameter: 'refuse' }),
      sentence('greet', 'it needs the parameter where'),
    )
    assert.equal(await fill('template://plain', { unknownTemplate: 'refuse', missingParameter: 'refuse' }), 'A text.')
  })

  test('fills in no more than a call may have', async () => {
    const large = [{ name: 'large', prompt: 'x'.repeat(100_000) }]
    assert.match(
      String(await fill('template://large '.repeat(41), { templates: large })),
      /the prompt becomes too long/,
    )
    assert.equal(String(await fill('template://large '.repeat(40), { templates: large })).length, 4_000_040)
  })

  test('fills in the same text in every call of a thread', async () => {
    const ask = (history: readonly Json[]) =>
      tryPolicies([{ policy: promptTemplate, config: { templates } }]).request({ input: [...history] })
    const first = { role: 'user', content: 'template://me?who=Ann' }
    const [one, two] = [await ask([first]), await ask([first, { role: 'assistant', content: 'Hello.' }, first])]
    const prefix = JSON.stringify(one).slice(0, -2)
    assert.ok(JSON.stringify(two).startsWith(prefix))
  })
})

describe('promptTemplate looks', () => {
  const text = 'template://plain'
  const input = [
    { role: 'developer', content: text },
    { role: 'user', content: [{ type: 'input_text', text }] },
    { role: 'assistant', content: [{ type: 'output_text', text }] },
    { type: 'function_call', name: 'exec_command', call_id: 'c', arguments: JSON.stringify({ cmd: text }) },
    { type: 'function_call_output', call_id: 'c', output: text },
  ]
  const filled = JSON.parse(JSON.stringify(input).replaceAll(text, 'A text.'))
  const ask = (config: Json) =>
    tryPolicies([{ policy: promptTemplate, config: { templates, ...config } }]).request({ instructions: text, input })

  test('at instructions and at what is said, but not at what the model says and what tools bring', async () => {
    assert.deepEqual(await ask({}), { instructions: 'A text.', input: [...filled.slice(0, 2), ...input.slice(2)] })
  })

  test('at the whole conversation where it is told to', async () => {
    assert.deepEqual(await ask({ texts: 'conversation' }), { instructions: 'A text.', input: filled })
  })

  test('at every message of Chat Completions', async () => {
    const messages = [
      { role: 'system', content: text },
      { role: 'user', content: [{ type: 'text', text }] },
    ]
    const trial = tryPolicies([{ policy: promptTemplate, config: { templates } }], { protocol: openaiChat })
    assert.deepEqual(
      await trial.request({ messages }),
      JSON.parse(JSON.stringify({ messages }).replaceAll(text, 'A text.')),
    )
    assert.deepEqual(trial.call.x.verdicts[0]?.found, { plain: 2 })
    assert.equal(trial.call.x.verdicts[0]?.verdict, 'changed')
  })

  test('and changes nothing in observe mode', async () => {
    const trial = tryPolicies([{ policy: promptTemplate, config: { templates }, mode: 'observe' }])
    assert.deepEqual(await trial.request({ input: text }), { input: text })
    assert.equal(trial.call.x.verdicts[0]?.verdict, 'would-change')
  })
})

describe('promptTemplate refuses a configuration', () => {
  const wrong: ReadonlyArray<readonly [what: string, config: Json, sentence: RegExp]> = [
    ['without templates', {}, /templates must be given/],
    ['with an empty list', { templates: [] }, /Too small/],
    ['with two forms', { templates, promptTemplateConfig: templates }, /in one of/],
    ['with a name that no reference can have', { templates: [{ name: 'a b', prompt: 'x' }] }, /letters, digits/],
    ['with an empty name in JSON', { promptTemplateConfig: '[{"name":"","prompt":""}]' }, /this is not a list/],
    ['whose JSON is broken', { promptTemplateConfig: '[{' }, /this is not a list/],
    ['with a name twice', { templates: [...templates, ...templates] }, /two templates with the name greet/],
    [
      'with an unknown variable',
      { templates: [{ name: 'a', prompt: '{{now}}' }] },
      /a: there is no variable \{\{now\}\}/,
    ],
  ]
  for (const [what, config, sentence] of wrong)
    test(what, () => {
      const { error } = promptTemplate.config.safeParse(config)
      assert.match(error?.issues.map(({ message }) => message).join() ?? '', sentence)
    })
})

test('promptTemplate works on a string input of a Responses request too', async () => {
  const trial = tryPolicies([{ policy: promptTemplate, config: { templates } }], { protocol: openaiResponses })
  assert.deepEqual(await trial.request({ input: 'template://plain' }), { input: 'A text.' })
})
