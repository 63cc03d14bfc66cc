import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TextField } from '../text-lens.ts'
import { viewResponsesRequest } from './request.ts'

function textsOf(json: unknown): readonly TextField[] {
  return viewResponsesRequest(json as Record<string, unknown>).texts()
}

/** `path kind role text`, with `json` and `fixed` where they are so. */
function lines(json: unknown): string[] {
  return textsOf(json).map((text) => {
    const special = `${text.format === 'json' ? ' json' : ''}${text.mayChange ? '' : ' fixed'}`
    return `${text.path()} ${text.kind}${special} ${text.role} ${text.text}`
  })
}

function item(json: unknown): string[] {
  return lines({ input: [json] }).map((line) => line.replace('$.input[0].', ''))
}

describe('viewResponsesRequest: texts', () => {
  it('shows what an older Codex sends in front: instructions, and an input that is a string', () => {
    assert.deepEqual(lines({ model: 'gpt-5.4', instructions: 'Be good.', input: 'hello' }), [
      '$.instructions instructions system Be good.',
      '$.input message user hello',
    ])
  })

  const spoken: ReadonlyArray<readonly [role: string, line: string]> = [
    ['developer', 'content[0].text instructions developer x'],
    ['system', 'content[0].text instructions system x'],
    ['user', 'content[0].text message user x'],
    ['assistant', 'content[0].text message assistant x'],
    ['critic', 'content[0].text message null x'],
  ]
  for (const [role, line] of spoken) {
    it(`says who speaks: ${role}`, () => {
      assert.deepEqual(item({ type: 'message', role, content: [{ type: 'input_text', text: 'x' }] }), [line])
      assert.deepEqual(item({ role, content: 'x' }), [line.replace('[0].text', '')])
    })
  }

  it('shows calls, their arguments as JSON, and outputs as strings and as parts', () => {
    assert.deepEqual(
      item({ type: 'function_call', id: 'fc_1', call_id: 'c', name: 'run', namespace: 'ns', arguments: '{}' }),
      [
        'name tool-definition fixed null run',
        'namespace tool-definition fixed null ns',
        'arguments tool-arguments json assistant {}',
      ],
    )
    assert.deepEqual(item({ type: 'custom_tool_call', call_id: 'c', name: 'patch', input: '{}' }), [
      'name tool-definition fixed null patch',
      'input tool-arguments assistant {}',
    ])
    assert.deepEqual(item({ type: 'function_call_output', call_id: 'c', output: 'done' }), [
      'output tool-output tool done',
    ])
    const parts = [
      { type: 'input_text', text: 'see' },
      { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'high' },
    ]
    assert.deepEqual(item({ type: 'custom_tool_call_output', call_id: 'c', output: parts }), [
      'output[0].text tool-output tool see',
    ])
  })

  it('shows arguments that are an object as what they hold', () => {
    assert.deepEqual(item({ type: 'tool_search_call', arguments: { query: { id: 'a', words: ['b'] } } }), [
      'arguments.query.id tool-arguments assistant a',
      'arguments.query.words[0] tool-arguments assistant b',
    ])
  })

  it('shows reasoning in words and never what is encrypted', () => {
    const json = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'thought' }], content: null }
    assert.deepEqual(item({ ...json, encrypted_content: 'gAAAAA not even base64' }), [
      'summary[0].text reasoning assistant thought',
    ])
  })

  it('shows tools wherever they stand', () => {
    const run = {
      type: 'function',
      name: 'run',
      description: 'Runs it.',
      strict: false,
      parameters: {
        type: 'object',
        properties: { type: { type: 'string', description: 'Which one.', enum: ['a'] } },
        required: ['type'],
      },
    }
    const shown = (path: string) => [
      `${path}.name tool-definition fixed null run`,
      `${path}.description tool-definition null Runs it.`,
      `${path}.parameters.properties.type.description tool-definition null Which one.`,
      `${path}.parameters.properties.type.enum[0] tool-definition null a`,
      `${path}.parameters.required[0] tool-definition fixed null type`,
    ]
    assert.deepEqual(lines({ tools: [run] }), shown('$.tools[0]'))
    const namespace = { type: 'namespace', name: 'ns', description: 'All.', tools: [run] }
    const named = ['tools[0].name tool-definition fixed null ns', 'tools[0].description tool-definition null All.']
    assert.deepEqual(item({ type: 'additional_tools', role: 'developer', tools: [namespace] }), [
      ...named,
      ...shown('tools[0].tools[0]'),
    ])
    assert.deepEqual(
      item({ type: 'mcp_list_tools', server_label: 'files', tools: [{ name: 'ls', input_schema: {} }] }),
      ['server_label tool-definition fixed null files', 'tools[0].name tool-definition fixed null ls'],
    )
  })

  it('takes no name in a map of the caller for an id or a word', () => {
    assert.deepEqual(lines({ metadata: { id: 'a b', type: 'c', user_id: 'd', status: 'e' }, user: 'alice' }), [
      '$.metadata.id metadata null a b',
      '$.metadata.type metadata null c',
      '$.metadata.user_id metadata null d',
      '$.metadata.status metadata null e',
      '$.user metadata null alice',
    ])
    const values = { default: { type: 'secret' }, examples: [{ id: 'secret' }] }
    assert.deepEqual(lines({ tools: [{ parameters: { properties: { p: values } } }] }), [
      '$.tools[0].parameters.properties.p.default.type tool-definition null secret',
      '$.tools[0].parameters.properties.p.examples[0].id tool-definition null secret',
    ])
  })

  it("shows Codex's metadata, the turn's as the JSON that it is", () => {
    const client_metadata = { session_id: 's', 'x-codex-turn-metadata': '{"cwd":"/home/alice"}' }
    assert.deepEqual(lines({ client_metadata }), [
      '$.client_metadata.session_id metadata null s',
      '$.client_metadata["x-codex-turn-metadata"] metadata json null {"cwd":"/home/alice"}',
    ])
  })

  it('walks items, parts and members that nobody knows', () => {
    assert.deepEqual(
      item({ type: 'hologram', id: 'h_1', status: 'done', says: 'x', deep: [{ it: ['y'], item_id: 'z' }] }),
      ['says unknown null x', 'deep[0].it[0] unknown null y'],
    )
    assert.deepEqual(item({ type: 'message', role: 'user', content: [{ type: 'smell', of: 'tea' }], note: 'n' }), [
      'content[0].of unknown null tea',
      'note unknown null n',
    ])
    assert.deepEqual(lines({ mood: 'good', input: [5, null, ['x']] }), [
      '$.mood unknown null good',
      '$.input[2][0] message user x',
    ])
  })

  it('shows ids and words that do not look like any', () => {
    assert.deepEqual(
      item({ type: 'write to alice', id: 'alice@example.com', status: 'call 0171 2345678', call_id: 'a b' }),
      [
        'type unknown null write to alice',
        'id unknown null alice@example.com',
        'status unknown null call 0171 2345678',
        'call_id unknown null a b',
      ],
    )
  })

  it('tells data from addresses, and data from text', () => {
    const part = (json: object) => item({ type: 'message', role: 'user', content: [json] })
    assert.deepEqual(part({ type: 'input_image', image_url: 'https://example.com/?q=alice' }), [
      'content[0].image_url metadata null https://example.com/?q=alice',
    ])
    assert.deepEqual(part({ type: 'input_file', file_data: 'data:text/plain;base64,QQ==', filename: 'a.txt' }), [
      'content[0].filename metadata null a.txt',
    ])
    assert.deepEqual(part({ type: 'input_file', file_data: 'write to alice' }), [
      'content[0].file_data unknown null write to alice',
    ])
    assert.deepEqual(part({ type: 'input_image', image_url: 'data:text/plain,alice' }), [
      'content[0].image_url metadata null data:text/plain,alice',
    ])
    assert.deepEqual(item({ type: 'hologram', blob: 'A1b2'.repeat(64), short: 'A1b2' }), ['short unknown null A1b2'])
  })

  it('reads a member called __proto__ as any other', () => {
    const json = JSON.parse('{"metadata":{"__proto__":"a"},"input":[{"type":"new","__proto__":{"b":"c"}}]}')
    const texts = textsOf(json)
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['a', 'c'],
    )
    for (const text of texts) text.replace('x')
    assert.equal(JSON.stringify(json), '{"metadata":{"__proto__":"x"},"input":[{"type":"new","__proto__":{"b":"x"}}]}')
  })

  it('empties the log probabilities of a text that is replaced, and of no other', () => {
    const part = (text: string) => ({
      type: 'output_text',
      text,
      logprobs: [{ token: text, logprob: -1, bytes: [65] }],
    })
    const json = { input: [{ type: 'message', role: 'assistant', content: [part('a'), part('b')] }] }
    for (const text of textsOf(json)) if (text.text === 'a') text.replace('x')
    assert.deepEqual(json.input[0]?.content, [{ type: 'output_text', text: 'x', logprobs: [] }, part('b')])
  })

  it('tells a request for structured output', () => {
    const wants = (format: unknown) => viewResponsesRequest({ text: { format } }).wantsStructuredOutput
    assert.equal(wants({ type: 'json_schema', name: 'codex_output_schema', schema: {} }), true)
    assert.equal(wants({ type: 'json_object' }), true)
    assert.equal(wants({ type: 'text' }), false)
    assert.equal(viewResponsesRequest({ text: { verbosity: 'low' } }).wantsStructuredOutput, false)
    assert.equal(viewResponsesRequest({}).wantsStructuredOutput, false)
  })
})
