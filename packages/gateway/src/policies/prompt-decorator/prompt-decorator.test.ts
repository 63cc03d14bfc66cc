import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { ApiRow } from '@tollgate/contract/snapshot'
import { compileApi } from '../../pipeline/compile.ts'
import { runRequestHooks } from '../../pipeline/run.ts'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../../protocols/protocol.ts'
import { apiRow, attachment } from '../../testing/rows.ts'
import { testExchange } from '../../testing/test-exchange.ts'
import { promptDecorator } from './prompt-decorator.ts'

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const [responsesBefore, responsesAfter, chatBefore, chatAfter] = blocks('json').map((text) => JSON.parse(text))
const readmeConfig = Object.fromEntries(
  [...(blocks('yaml')[0] ?? '').matchAll(/^ {6}(\w+): (.+)$/gm)].map(([, field, value]) => [field, value]),
)
const text = 'Be brief.'

describe("the README's examples", () => {
  test('its configuration is one that the policy understands', () => {
    assert.deepEqual(promptDecorator.config.parse(readmeConfig), readmeConfig)
  })

  test('a Responses request becomes what the README says', async () => {
    assert.deepEqual(await decorate(openaiResponses, responsesBefore, readmeConfig), responsesAfter)
  })

  test('a Chat Completions request becomes what the README says', async () => {
    assert.deepEqual(await decorate(openaiChat, chatBefore, readmeConfig), chatAfter)
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
  assert.deepEqual(
    (messages as Array<{ content: string }>).map(({ content }) => content),
    ['first', 'second', 'hi'],
  )
})

test('in observe mode the prompt goes out as it came', async () => {
  const request = { input: [{ role: 'user', content: 'hi' }] }
  assert.deepEqual(await decorate(openaiResponses, request, { text }, 'observe'), request)
})

test('promptDecorator refuses a configuration without text, or with a field that it does not know', () => {
  for (const config of [{}, { text: '' }, { text, place: 'middle' }, { text, words: 3 }])
    assert.equal(promptDecorator.config.safeParse(config).success, false, JSON.stringify(config))
})

type Json = Record<string, unknown>

function decorate(protocol: Protocol, request: Json, config: Json, mode: 'enforce' | 'observe' = 'enforce') {
  return run(protocol, request, apiWith([config], mode))
}

/** The request as it goes to the provider. */
async function run(protocol: Protocol, request: Json, row: ApiRow): Promise<Json> {
  const api = compileApi(row, { policies: [promptDecorator], protocols: [openaiResponses, openaiChat], now: Date.now })
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

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block ?? '')
}
