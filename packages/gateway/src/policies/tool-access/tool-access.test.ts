import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openaiChat } from '../../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../../protocols/protocol.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { attachment } from '../../testing/rows.ts'
import { chatStream, eventsOf, responsesStream, streaming } from '../../testing/test-answers.ts'
import { chatPath, responsesPath, startTestGateway, testApi } from '../../testing/test-gateway.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { toolAccess } from './tool-access.ts'

type Json = Record<string, unknown>

/** The request as it goes to the provider, or the sentence of the refusal. */
async function offer(config: Json, json: Json, protocol: Protocol = openaiResponses): Promise<unknown> {
  const trial = tryPolicies([{ policy: toolAccess, config }], { protocol })
  const result = await trial.request(json)
  assert.deepEqual(trial.call.failures, [])
  return 'kind' in result && result.kind === 'refusal' ? result.message : result
}

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [before = {}, after] = bodies

  test('a request becomes what the README says', async () => {
    assert.deepEqual(await offer(config, before), after)
  })

  test('with action refuse, the sentence is the one of the README', async () => {
    assert.equal(
      await offer({ ...config, action: 'refuse', deny: ['web_search'] }, before),
      'The rule tool-access of this API refused the call: the tool web_search may not be used. Switch it off in the agent, or ask the publisher of the API.',
    )
  })
})

const fn = (name: string) => ({ type: 'function', name, parameters: {} })
const namespace = (name: string, ...tools: Json[]) => ({ type: 'namespace', name, tools })

describe('toolAccess in a Responses request', () => {
  const cases: ReadonlyArray<readonly [what: string, config: Json, before: Json, after: Json]> = [
    [
      'keeps what is allowed',
      { allow: ['a', 'c*'] },
      { tools: [fn('a'), fn('b'), fn('cd')] },
      { tools: [fn('a'), fn('cd')] },
    ],
    ['denies what is allowed too', { allow: ['*'], deny: ['b'] }, { tools: [fn('a'), fn('b')] }, { tools: [fn('a')] }],
    [
      'looks into namespaces, also within each other',
      { deny: ['n.a', 'n.m.*'] },
      { tools: [namespace('n', fn('a'), fn('b'), namespace('m', fn('c'))), fn('a')] },
      { tools: [namespace('n', fn('b')), fn('a')] },
    ],
    [
      'takes an emptied namespace out',
      { deny: ['n.*'] },
      { tools: [namespace('n', fn('a')), fn('b')] },
      { tools: [fn('b')] },
    ],
    [
      'judges a namespace whose tools come later',
      { deny: ['n.*'] },
      { tools: [{ type: 'namespace', name: 'n' }, fn('b')] },
      { tools: [fn('b')] },
    ],
    [
      'knows a tool of the provider by its type, not by a name that it carries',
      { allow: ['exec_command'] },
      { tools: [{ type: 'web_search', name: 'exec_command' }, fn('exec_command')] },
      { tools: [fn('exec_command')] },
    ],
    [
      'knows one by its type without preview and date',
      { deny: ['web_search', 'computer'] },
      {
        tools: [
          { type: 'web_search_preview_2025_03_11' },
          { type: 'web_search_2025_08_26' },
          { type: 'computer_use_preview' },
          fn('a'),
        ],
      },
      { tools: [fn('a')] },
    ],
    [
      'knows an MCP server by where it leads',
      { allow: ['mcp.mcp.example.com', 'mcp.connector_drive'] },
      {
        tools: [
          { type: 'mcp', server_label: 'mcp.example.com', server_url: 'https://evil.example.net/' },
          { type: 'mcp', server_label: 'x', server_url: 'https://mcp.example.com/sse' },
          { type: 'mcp', server_label: 'y', connector_id: 'connector_drive' },
        ],
      },
      {
        tools: [
          { type: 'mcp', server_label: 'x', server_url: 'https://mcp.example.com/sse' },
          { type: 'mcp', server_label: 'y', connector_id: 'connector_drive' },
        ],
      },
    ],
    [
      'looks into items that bring tools',
      { deny: ['b', 'web_search'] },
      {
        input: [
          { type: 'additional_tools', role: 'developer', tools: [fn('a'), fn('b')] },
          { type: 'additional_tools', role: 'developer', tools: [{ type: 'web_search' }] },
          { type: 'tool_search_output', call_id: 'c', tools: [fn('b')] },
          { type: 'mcp_list_tools', server_label: 's', tools: [{ name: 'b' }] },
          { type: 'message', role: 'user', content: 'b' },
        ],
      },
      {
        input: [
          { type: 'additional_tools', role: 'developer', tools: [fn('a')] },
          { type: 'tool_search_output', call_id: 'c', tools: [] },
          { type: 'mcp_list_tools', server_label: 's', tools: [{ name: 'b' }] },
          { type: 'message', role: 'user', content: 'b' },
        ],
      },
    ],
    [
      'leaves earlier calls in the history',
      { deny: ['b'] },
      { tools: [fn('a'), fn('b')], input: [{ type: 'function_call', name: 'b', call_id: 'c', arguments: '{}' }] },
      { tools: [fn('a')], input: [{ type: 'function_call', name: 'b', call_id: 'c', arguments: '{}' }] },
    ],
    [
      'takes away a choice of what went',
      { deny: ['b'] },
      { tools: [fn('a'), fn('b')], tool_choice: { type: 'function', name: 'b' } },
      { tools: [fn('a')], tool_choice: 'auto' },
    ],
    [
      'keeps a choice of what stays',
      { deny: ['b'] },
      { tools: [fn('a'), fn('b')], tool_choice: { type: 'function', name: 'a' } },
      { tools: [fn('a')], tool_choice: { type: 'function', name: 'a' } },
    ],
    [
      'narrows a list of choices',
      { deny: ['b'] },
      {
        tools: [fn('a'), fn('b')],
        tool_choice: { type: 'allowed_tools', mode: 'required', tools: [fn('a'), fn('b')] },
      },
      { tools: [fn('a')], tool_choice: { type: 'allowed_tools', mode: 'required', tools: [fn('a')] } },
    ],
    [
      'leaves none of a list of choices that all went',
      { deny: ['b'] },
      { tools: [fn('a'), fn('b')], tool_choice: { type: 'allowed_tools', tools: [fn('b')] } },
      { tools: [fn('a')], tool_choice: 'none' },
    ],
    [
      'finds the server that a choice names by its label',
      { deny: ['mcp.evil.example.net'] },
      {
        tools: [{ type: 'mcp', server_label: 'x', server_url: 'https://evil.example.net/' }, fn('a')],
        tool_choice: { type: 'mcp', server_label: 'x' },
      },
      { tools: [fn('a')], tool_choice: 'auto' },
    ],
    [
      'requires nothing where no tool is left',
      { allow: [] },
      { tools: [fn('a')], tool_choice: 'required' },
      { tool_choice: 'auto' },
    ],
    [
      'judges a tool without a name, and what is no tool',
      { allow: ['a*'] },
      { tools: [{}, null, 'a', fn('a')] },
      { tools: [fn('a')] },
    ],
  ]
  for (const [what, config, before, after] of cases)
    test(what, async () => assert.deepEqual(await offer(config, before), after))

  test('leaves a request without change where all its tools are allowed', async () => {
    const json = {
      tools: [],
      tool_choice: { type: 'function', name: 'gone' },
      input: [{ type: 'additional_tools', tools: [] }],
    }
    assert.deepEqual(await offer({ deny: ['a'] }, json), json)
    const trial = tryPolicies([{ policy: toolAccess, config: { deny: ['a'] } }])
    await trial.request({ tools: [namespace('n', fn('b'))] })
    assert.equal(trial.call.x.verdicts[0]?.verdict, 'passed')
  })

  test('notes the pattern, not the name that a caller chose', async () => {
    const trial = tryPolicies([{ policy: toolAccess, config: { allow: ['a'], deny: ['secret*'] } }])
    await trial.request({ tools: [fn('secret-1'), fn('secret-2'), fn('alice@example.com')] })
    assert.deepEqual(trial.call.x.verdicts[0]?.found, { 'secret*': 2, 'not-on-allow': 1 })
  })
})

describe('toolAccess in a Chat Completions request', () => {
  const tool = (name: string) => ({ type: 'function', function: { name } })
  const cases: ReadonlyArray<readonly [what: string, config: Json, before: Json, after: Json]> = [
    [
      'takes out functions and custom tools',
      { deny: ['b', 'c'] },
      { tools: [tool('a'), tool('b'), { type: 'custom', custom: { name: 'c' } }] },
      { tools: [tool('a')] },
    ],
    [
      'takes out the older functions and their choice',
      { deny: ['b'] },
      { functions: [{ name: 'a' }, { name: 'b' }], function_call: { name: 'b' } },
      { functions: [{ name: 'a' }], function_call: 'auto' },
    ],
    [
      'leaves nothing that OpenAI refuses without tools',
      { allow: [] },
      {
        tools: [tool('a')],
        tool_choice: 'required',
        parallel_tool_calls: true,
        functions: [{ name: 'a' }],
        function_call: 'auto',
      },
      {},
    ],
    [
      'takes out the options of a web search',
      { deny: ['web_search'] },
      { web_search_options: {}, tools: [tool('a')] },
      { tools: [tool('a')] },
    ],
    [
      'takes away a choice of what went',
      { deny: ['b'] },
      { tools: [tool('a'), tool('b')], tool_choice: tool('b') },
      { tools: [tool('a')], tool_choice: 'auto' },
    ],
    [
      'narrows a list of choices',
      { deny: ['b'] },
      {
        tools: [tool('a'), tool('b')],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('a'), tool('b')] } },
      },
      {
        tools: [tool('a')],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('a')] } },
      },
    ],
  ]
  for (const [what, config, before, after] of cases)
    test(what, async () => assert.deepEqual(await offer(config, before, openaiChat), after))

  test('refuses a web search that is asked for by its options', async () => {
    const config = { deny: ['web_search'], action: 'refuse' }
    assert.match(
      String(await offer(config, { web_search_options: {} }, openaiChat)),
      /the tool web_search may not be used/,
    )
  })
})

describe('toolAccess and an answer', () => {
  const config = { deny: ['exec_*'] }
  const sentence =
    'The rule tool-access of this API refused the answer: the model called the tool exec_command, which may not be used. Ask in another way.'
  const streams = [
    [openaiResponses, responsesStream('tool-call'), responsesStream('plain-answer')],
    [openaiChat, chatStream('tool-call'), chatStream('with-usage')],
  ] as const

  for (const [protocol, calling, talking] of streams) {
    test(`${protocol.name}: refuses a stream that calls such a tool before the call is whole`, async () => {
      const trial = tryPolicies([{ policy: toolAccess, config }], { protocol })
      const events = eventsOf(calling)
      const at = events.findIndex(
        (event) => event.includes('"name":"exec_command","arguments"') || event.includes('"type":"function_call"'),
      )
      const before = await trial.stream(events.slice(0, at))
      assert.ok(Buffer.isBuffer(before) && before.equals(Buffer.concat(events.slice(0, at))))
      const stopped = await tryPolicies([{ policy: toolAccess, config }], { protocol }).stream(events.slice(0, at + 1))
      assert.ok(!Buffer.isBuffer(stopped))
      assert.deepEqual([stopped.code, stopped.message], ['guardrail_blocked', sentence])
      assert.equal(stopped.intervention?.direction, 'RESPONSE')
    })

    test(`${protocol.name}: passes every other stream byte for byte`, async () => {
      for (const [stream, allow] of [
        [talking, []],
        [calling, ['exec_command']],
      ] as const) {
        const passed = await tryPolicies([{ policy: toolAccess, config: { allow } }], { protocol }).stream([stream])
        assert.ok(Buffer.isBuffer(passed) && passed.equals(stream))
      }
    })

    test(`${protocol.name}: refuses nothing in observe mode, nor where only requests are looked at`, async () => {
      const trial = tryPolicies([{ policy: toolAccess, config, mode: 'observe' }], { protocol })
      const passed = await trial.stream([calling])
      assert.ok(Buffer.isBuffer(passed) && passed.equals(calling))
      assert.equal(trial.call.x.verdicts.at(-1)?.verdict, 'would-refuse')
      const requests = tryPolicies([{ policy: toolAccess, config: { ...config, flow: 'request' } }], { protocol })
      assert.ok(Buffer.isBuffer(await requests.stream([calling])))
    })
  }

  const plain: ReadonlyArray<readonly [what: string, protocol: Protocol, deny: string, answer: Json]> = [
    ['a function', openaiResponses, 'a', { output: [{ type: 'message' }, { type: 'function_call', name: 'a' }] }],
    ['one of a namespace', openaiResponses, 'n.a', { output: [{ type: 'function_call', namespace: 'n', name: 'a' }] }],
    ['a custom tool', openaiResponses, 'a', { output: [{ type: 'custom_tool_call', name: 'a' }] }],
    ['a tool of the provider', openaiResponses, 'web_search', { output: [{ type: 'web_search_call' }] }],
    ['a shell', openaiResponses, 'local_shell', { output: [{ type: 'local_shell_call' }] }],
    [
      'a function of Chat Completions',
      openaiChat,
      'a',
      { choices: [{ message: { tool_calls: [{ type: 'function', function: { name: 'a' } }] } }] },
    ],
    [
      'the second choice',
      openaiChat,
      'a',
      { choices: [{ message: {} }, { message: { tool_calls: [{ type: 'custom', custom: { name: 'a' } }] } }] },
    ],
    ['the older form of a call', openaiChat, 'a', { choices: [{ message: { function_call: { name: 'a' } } }] }],
  ]
  for (const [what, protocol, deny, answer] of plain)
    test(`refuses a plain answer that calls ${what}`, async () => {
      const ask = (config: Json) => tryPolicies([{ policy: toolAccess, config }], { protocol }).answer(answer)
      assert.match(JSON.stringify(await ask({ deny: [deny] })), new RegExp(`called the tool ${deny}, which`))
      assert.match(JSON.stringify(await ask({ allow: ['z'] })), /guardrail_blocked/)
      assert.deepEqual(await ask({ allow: [deny] }), answer)
    })

  test('puts a name together that comes in pieces', async () => {
    const piece = (name: string) => ({
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { name } }] } }],
    })
    const events = ['exec_', 'command'].map((name) => openaiChat.renderEvent(piece(name)))
    const ask = (deny: string) =>
      tryPolicies([{ policy: toolAccess, config: { deny: [deny] } }], { protocol: openaiChat }).stream(events)
    assert.ok(!Buffer.isBuffer(await ask('exec_command')))
    assert.ok(Buffer.isBuffer(await ask('command')))
  })
})

test('toolAccess over real sockets: the client reads the refusal in its dialect, and never the call', async () => {
  const policies = [attachment('tool-access', { config: { deny: ['exec_command'] } })]
  await using tollgate = await startTestGateway({ rows: (url) => [testApi(url, { policies })] })
  const cases = [
    [responsesPath, responsesStream('tool-call'), /event: response\.failed\ndata: .*refused the answer/],
    [chatPath, chatStream('tool-call'), /data: \{"error":\{"message":"The rule tool-access .*\n\ndata: \[DONE\]/],
  ] as const
  for (const [path, stream, refusal] of cases) {
    tollgate.upstream.script = streaming(eventsOf(stream))
    const { text } = await tollgate.call({ path, body: '{"model":"gpt-5.4","stream":true,"tools":[]}' })
    assert.match(text, refusal)
    assert.doesNotMatch(text, /"name":"exec_command","arguments"|"type":"function_call"/)
  }
})

test('toolAccess refuses a configuration without rules', () => {
  for (const config of [{}, { action: 'remove' }, { deny: [''] }, { deny: 'a' }, { deny: ['a'], flow: 'never' }])
    assert.equal(toolAccess.config.safeParse(config).success, false, JSON.stringify(config))
})
