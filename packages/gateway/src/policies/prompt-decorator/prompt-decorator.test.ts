import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ApiRow } from '@tollgate/contract/snapshot'
import { compileApi } from '../../pipeline/compile.ts'
import { runRequestHooks } from '../../pipeline/run.ts'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../../protocols/protocol.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { testTools } from '../../testing/policy-tools.ts'
import { apiRow, attachment } from '../../testing/rows.ts'
import { testExchange } from '../../testing/test-exchange.ts'
import { promptDecorator } from './prompt-decorator.ts'

const { configs, bodies } = readPolicyReadme(import.meta.dirname)
const [readmeConfig = {}, joined = {}, chatMode = {}] = configs
const [responsesBefore = {}, responsesAfter, chatBefore = {}, chatAfter] = bodies
const text = 'Be brief.'

describe("the README's examples", () => {
  test('a Responses request becomes what the README says', async () => {
    assert.deepEqual(await decorate(openaiResponses, responsesBefore, readmeConfig), responsesAfter)
  })

  test('a Chat Completions request becomes what the README says', async () => {
    assert.deepEqual(await decorate(openaiChat, chatBefore, readmeConfig), chatAfter)
  })

  test('those of the incumbent do what they did there', async () => {
    const older = { instructions: 'You are Codex.', input: 'hi' }
    assert.deepEqual(await decorate(openaiResponses, older, joined), {
      instructions: 'Be brief. You are Codex.',
      input: 'hi',
    })
    const { messages } = await decorate(openaiChat, { messages: [{ role: 'user', content: 'hi' }] }, chatMode)
    assert.deepEqual(messages, [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'hi' },
    ])
  })
})

describe('promptDecorator in a Responses request', () => {
  const instruction = { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] }
  const base = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'base prompt' }] }
  const tools = { type: 'additional_tools', role: 'developer', tools: [{ name: 'exec_command' }] }
  const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }
  const call = { type: 'function_call', name: 'exec_command', arguments: '{}', call_id: 'call_1' }
  const later = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'a later word' }] }

  test('stands behind all leading instructions, tools among them, and leaves later ones where they are', async () => {
    const { input } = await decorate(openaiResponses, { input: [base, tools, user, call, later] }, { text })
    assert.deepEqual(input, [base, tools, instruction, user, call, later])
  })

  test('is the first where the client sends no instructions, and leaves the field `instructions` alone', async () => {
    const request = { model: 'gpt-5.4', instructions: 'base prompt', input: [user] }
    assert.deepEqual(await decorate(openaiResponses, request, { text }), { ...request, input: [instruction, user] })
  })

  test('makes a list of an input that is a string', async () => {
    const { input } = await decorate(openaiResponses, { input: 'hi' }, { text })
    assert.deepEqual(input, [instruction, user])
  })

  test('appended, it stands behind everything', async () => {
    const { input } = await decorate(openaiResponses, { input: [base, user, call] }, { text, place: 'append' })
    assert.deepEqual(input, [base, user, call, instruction])
  })

  test('is at the same place in the next call of a thread, so that the prefix stays', async () => {
    const first = await decorate(openaiResponses, { input: [base, user] }, { text })
    const second = await decorate(openaiResponses, { input: [base, user, call, user] }, { text })
    assert.deepEqual(second.input, [...(first.input as unknown[]), call, user])
  })
})

describe('promptDecorator in a Chat Completions request', () => {
  const instruction = { role: 'system', content: text }
  const system = { role: 'system', content: 'base prompt' }
  const user = { role: 'user', content: 'hi' }

  test('stands behind the leading system and developer messages', async () => {
    const developer = { role: 'developer', content: 'more' }
    const { messages } = await decorate(openaiChat, { messages: [system, developer, user, system] }, { text })
    assert.deepEqual(messages, [system, developer, instruction, user, system])
  })

  test('appended, it stands behind everything', async () => {
    const { messages } = await decorate(openaiChat, { messages: [system, user] }, { text, place: 'append' })
    assert.deepEqual(messages, [system, user, instruction])
  })
})

test('two decorators stand in the order in which they are attached', async () => {
  const api = apiWith([{ text: 'first' }, { text: 'second' }])
  const { messages } = await run(openaiChat, { messages: [{ role: 'user', content: 'hi' }] }, api)
  assert.deepEqual(contents(messages), ['first', 'second', 'hi'])
})

test('in observe mode the prompt goes out as it came', async () => {
  const request = { input: [{ role: 'user', content: 'hi' }] }
  assert.deepEqual(await decorate(openaiResponses, request, { text }, 'observe'), request)
})

describe('promptDecorator and messages', () => {
  const messages = [
    { role: 'system', content: 'Answer like this.' },
    { role: 'user', content: 'ping' },
    { role: 'assistant', content: 'pong' },
  ]
  const base = { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'base prompt' }] }
  const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }

  test('writes them as items of a Responses request, together and in their order', async () => {
    const added = [
      { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Answer like this.' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'ping' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'pong' }] },
    ]
    const request = { input: [base, user] }
    assert.deepEqual((await decorate(openaiResponses, request, { messages })).input, [base, ...added, user])
    const appended = await decorate(openaiResponses, request, { messages, append: true })
    assert.deepEqual(appended.input, [base, user, ...added])
    assert.deepEqual(await decorate(openaiResponses, appended, { messages, append: true }), appended)
  })

  test('writes them as messages of a Chat Completions request', async () => {
    const request = { messages: [{ role: 'user', content: 'hi' }] }
    const decorated = await decorate(openaiChat, request, { messages })
    assert.deepEqual(decorated.messages, [...messages, ...request.messages])
    assert.deepEqual(await decorate(openaiChat, decorated, { messages }), decorated)
  })
})

describe('promptDecorator and a text that it joins', () => {
  const config = { text, jsonPath: '$.messages[-1].content' }
  const said = (content: unknown) => ({
    messages: [
      { role: 'system', content: 'base' },
      { role: 'user', content },
    ],
  })

  test('puts a blank between the two, at either end', async () => {
    assert.deepEqual(await decorate(openaiChat, said('hi'), config), said('Be brief. hi'))
    assert.deepEqual(await decorate(openaiChat, said('hi'), { ...config, append: true }), said('hi Be brief.'))
    assert.deepEqual(await decorate(openaiChat, said('Be brief. hi'), config), said('Be brief. hi'))
  })

  test('joins the first or the last text of a message in parts', async () => {
    const image = { type: 'image_url', image_url: { url: 'data:,' } }
    const parts = (first: string, last: string) =>
      said([image, { type: 'text', text: first }, { type: 'text', text: last }])
    assert.deepEqual(await decorate(openaiChat, parts('a', 'b'), config), parts('Be brief. a', 'b'))
    assert.deepEqual(
      await decorate(openaiChat, parts('a', 'b'), { ...config, place: 'append' }),
      parts('a', 'b Be brief.'),
    )
  })

  test('becomes an instruction where the body has no text there', async () => {
    for (const [jsonPath, input] of [
      ['$.instructions', [{ role: 'user', content: 'hi' }]],
      ['$.input[-1].content', [{ type: 'function_call_output', call_id: 'call_1', output: '{}' }]],
      ['$.messages[-1].content', []],
    ] as const) {
      const instruction = { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] }
      assert.deepEqual(await decorate(openaiResponses, { input }, { text, jsonPath }), {
        input: [instruction, ...input],
      })
    }
  })
})

describe('promptDecorator adds a text once', () => {
  const user = { role: 'user', content: 'hi' }

  test('where it is attached twice, and where another stands between', async () => {
    const api = apiWith([{ text }, { text: 'Be kind.' }, { text }])
    const { messages } = await run(openaiChat, { messages: [user] }, api)
    assert.deepEqual(contents(messages), [text, 'Be kind.', 'hi'])
  })

  test('where a gateway in front has added it', async () => {
    for (const protocol of [openaiResponses, openaiChat])
      for (const place of ['prepend', 'append']) {
        const request = protocol === openaiChat ? { messages: [user] } : { input: [user] }
        const once = await decorate(protocol, request, { text, place })
        assert.deepEqual(await decorate(protocol, once, { text, place }), once)
      }
  })

  test('but not where somebody else says it', async () => {
    const request = { messages: [{ role: 'user', content: text }] }
    assert.deepEqual(contents((await decorate(openaiChat, request, { text })).messages), [text, text])
  })
})

describe('promptDecorator and an answer that must fit a schema', () => {
  const input = [{ role: 'user', content: 'hi' }]
  const titles = [
    [openaiResponses, { input, text: { format: { type: 'json_schema', name: 'title', schema: {} } } }],
    [openaiResponses, { input, text: { format: { type: 'json_object' } } }],
    [openaiChat, { messages: input, response_format: { type: 'json_schema', json_schema: {} } }],
  ] as const

  test('appends nothing', async () => {
    for (const [protocol, request] of titles)
      for (const config of [{ text }, { messages: [{ role: 'system', content: text }] }, { text, jsonPath: '$.model' }])
        assert.deepEqual(await decorate(protocol, request, { ...config, place: 'append' }), request)
  })

  test('prepends as ever, and leaves the format as it is', async () => {
    for (const [protocol, request] of titles) {
      const { input, messages, ...others } = await decorate(protocol, request, { text })
      assert.equal(((input ?? messages) as unknown[]).length, 2)
      const { input: _, messages: __, ...expected } = request as Json
      assert.deepEqual(others, expected)
    }
  })
})

describe('promptDecorator and its text', () => {
  const said = async (config: Json) =>
    contents((await decorate(openaiChat, { model: 'gpt-5.4', messages: [] }, config)).messages)[0]
  // The seed guide's example, as it is printed there.
  const fiveRules = String.raw`You are operating behind an enterprise AI gateway. Follow these rules:\n1. Be concise and direct.\n2. Never output secrets, tokens, or credentials.\n3. When editing code, explain the change briefly.\n4. When unsure, state the assumption explicitly.\n5. At the end of every response, add the text: 'Routed through WSO2 AI Gateway'.\n\n`

  test("has real line breaks where it was written on one line, as the guide's five rules", async () => {
    const expected = fiveRules.replaceAll(String.raw`\n`, '\n')
    assert.equal(expected.split('\n').length, 8)
    for (const config of [
      { text: fiveRules },
      { text: expected },
      { promptDecoratorConfig: { decoration: expected } },
      { promptDecoratorConfig: `{"decoration":"${fiveRules}"}` },
      { promptDecoratorConfig: JSON.stringify({ decoration: fiveRules }) },
      { messages: [{ role: 'system', content: fiveRules }] },
    ])
      assert.equal(await said(config), expected)
  })

  test('names the caller', async () => {
    const config = { text: '{{application}} of {{user}}, {{plan}}, {{team}}, {{model}}, {{api}}, \\{{user}}' }
    assert.equal(await said(config), 'tests of alice, none, none, gpt-5.4, openai 1.0, {{user}}')
  })
})

describe('promptDecorator refuses a configuration', () => {
  const wrong: ReadonlyArray<readonly [what: string, config: Json, sentence: RegExp]> = [
    ['that adds nothing', {}, /what is added must be said/],
    ['with an empty text', { text: '' }, /Too small/],
    ['with two forms', { text, messages: [{ role: 'user', content: 'x' }] }, /in one of/],
    ['with a place that is none', { text, place: 'middle' }, /Invalid option/],
    ['with a field that it does not know', { text, words: 3 }, /Unrecognized key/],
    ['with a role that is none', { messages: [{ role: '', content: 'x' }] }, /Invalid option/],
    ['with an unknown variable', { text: 'It is {{now}}.' }, /there is no variable \{\{now\}\}/],
    [
      'with an unknown variable in a message',
      { messages: [{ role: 'user', content: '{{x}}' }] },
      /no variable \{\{x\}\}/,
    ],
    ['whose JSON is broken', { promptDecoratorConfig: '{"decoration":' }, /this is not \{"decoration"/],
    [
      'whose JSON has an empty role',
      { promptDecoratorConfig: '{"decoration":[{"role":"","content":""}]}' },
      /this is not/,
    ],
    ['with a path that is none', { text, jsonPath: 'instructions' }, /it must begin with/],
    ['with a path that names everything', { text, jsonPath: '$' }, /the whole body/],
    [
      'with messages at a text',
      { messages: [{ role: 'user', content: 'x' }], jsonPath: '$.instructions' },
      /\$\.messages/,
    ],
  ]
  for (const [what, config, sentence] of wrong)
    test(what, () => {
      const { error } = promptDecorator.config.safeParse(config)
      assert.match(error?.issues.map(({ message }) => message).join() ?? '', sentence)
    })
})

type Json = Record<string, unknown>

function decorate(protocol: Protocol, request: Json, config: Json, mode: 'enforce' | 'observe' = 'enforce') {
  return run(protocol, request, apiWith([config], mode))
}

/** The request as it goes to the provider. */
async function run(protocol: Protocol, request: Json, row: ApiRow): Promise<Json> {
  const api = compileApi(row, {
    policies: [promptDecorator],
    protocols: [openaiResponses, openaiChat],
    tools: testTools(),
    now: Date.now,
  })
  const x = testExchange(api)
  x.view = protocol.view(structuredClone(request))
  const verdict = await runRequestHooks(api, x, {
    policyFailed: (_, policy, error) => assert.fail(`${policy}: ${error}`),
  })
  assert.equal(verdict, undefined)
  return x.view.json
}

function apiWith(configs: readonly Json[], mode: 'enforce' | 'observe' = 'enforce'): ApiRow {
  const policies = configs.map((config, index) => attachment('prompt-decorator', { id: `pol_${index}`, config, mode }))
  return apiRow('openai', { policies, protocols: ['openai-responses', 'openai-chat'] })
}

function contents(messages: unknown): unknown[] {
  return (messages as Array<{ content: unknown }>).map(({ content }) => content)
}
