import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewChatRequest } from './request.ts'

/** `path kind role text`, with `json` and `fixed` where they are so. */
function lines(json: Record<string, unknown>): string[] {
  return viewChatRequest(json)
    .texts()
    .map((text) => {
      const special = `${text.format === 'json' ? ' json' : ''}${text.mayChange ? '' : ' fixed'}`
      return `${text.path()} ${text.kind}${special} ${text.role} ${text.text}`
    })
}

function message(json: unknown): string[] {
  return lines({ messages: [json] }).map((line) => line.replace('$.messages[0].', ''))
}

describe('viewChatRequest: texts', () => {
  const spoken: ReadonlyArray<readonly [role: string, line: string]> = [
    ['developer', 'content instructions developer x'],
    ['system', 'content instructions system x'],
    ['user', 'content message user x'],
    ['assistant', 'content message assistant x'],
    ['tool', 'content tool-output tool x'],
    ['function', 'content tool-output tool x'],
    ['critic', 'content message null x'],
  ]
  for (const [role, line] of spoken) {
    it(`says who speaks: ${role}`, () => {
      assert.deepEqual(message({ role, content: 'x' }), [line])
      assert.deepEqual(message({ role, content: [{ type: 'text', text: 'x' }] }), [
        line.replace('content', 'content[0].text'),
      ])
    })
  }

  it('shows calls of every kind, with the arguments as JSON', () => {
    const tool_calls = [
      { id: 'c1', type: 'function', function: { name: 'run', arguments: '{"a":1}' } },
      { id: 'c2', type: 'custom', custom: { name: 'patch', input: '*** Begin' } },
    ]
    const function_call = { name: 'old', arguments: '{}' }
    assert.deepEqual(message({ role: 'assistant', content: null, tool_calls, function_call }), [
      'tool_calls[0].function.name tool-definition fixed null run',
      'tool_calls[0].function.arguments tool-arguments json assistant {"a":1}',
      'tool_calls[1].custom.name tool-definition fixed null patch',
      'tool_calls[1].custom.input tool-arguments assistant *** Begin',
      'function_call.name tool-definition fixed null old',
      'function_call.arguments tool-arguments json assistant {}',
    ])
  })

  it('shows reasoning under the names that providers give it, and not what is encrypted', () => {
    const reasoning_details = [
      { type: 'reasoning.text', text: 'b', signature: 'c2ln' },
      { type: 'reasoning.encrypted', data: 'gAAAA=' },
    ]
    assert.deepEqual(message({ role: 'assistant', reasoning_content: 'a', reasoning: 'a', reasoning_details }), [
      'reasoning_content reasoning assistant a',
      'reasoning reasoning assistant a',
      'reasoning_details[0].text reasoning assistant b',
    ])
  })

  it('shows addresses and file names of parts, and no data', () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
      {
        type: 'file',
        file: { file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'a.pdf', file_id: 'file_1' },
      },
      { type: 'smell', of: 'tea' },
    ]
    assert.deepEqual(message({ role: 'user', name: 'alice', content }), [
      'name metadata null alice',
      'content[1].image_url.url metadata null https://example.com/a.png',
      'content[3].file.filename metadata null a.pdf',
      'content[4].of unknown null tea',
    ])
  })

  it('shows tools, functions of the old kind, and the form of the answer', () => {
    const definition = { name: 'run', description: 'Runs.', parameters: { type: 'object', title: 'T' } }
    const shown = (path: string) => [
      `${path}.name tool-definition fixed null run`,
      `${path}.description tool-definition null Runs.`,
      `${path}.parameters.title tool-definition null T`,
    ]
    assert.deepEqual(lines({ tools: [{ type: 'function', function: definition }] }), shown('$.tools[0].function'))
    assert.deepEqual(lines({ functions: [definition] }), shown('$.functions[0]'))
    const json_schema = {
      name: 'title',
      description: 'D',
      schema: { properties: { title: { description: 'E' } } },
      strict: true,
    }
    assert.deepEqual(lines({ response_format: { type: 'json_schema', json_schema } }), [
      '$.response_format.json_schema.name metadata fixed null title',
      '$.response_format.json_schema.description metadata null D',
      '$.response_format.json_schema.schema.properties.title.description metadata null E',
    ])
  })

  it('shows what travels beside the conversation', () => {
    const web_search_options = {
      user_location: { type: 'approximate', approximate: { city: 'Bern', timezone: 'Europe/Zurich' } },
    }
    const prediction = { type: 'content', content: [{ type: 'text', text: 'p' }] }
    assert.deepEqual(
      lines({
        model: 'm',
        user: 'u',
        metadata: { id: 'a b' },
        stop: ['s'],
        prediction,
        web_search_options,
        mood: 'good',
      }),
      [
        '$.user metadata null u',
        '$.metadata.id metadata null a b',
        '$.stop[0] metadata null s',
        '$.prediction.content[0].text metadata null p',
        '$.web_search_options.user_location.approximate.city metadata null Bern',
        '$.web_search_options.user_location.approximate.timezone metadata null Europe/Zurich',
        '$.mood unknown null good',
      ],
    )
  })

  it('tells a request for structured output', () => {
    const wants = (type: string) => viewChatRequest({ response_format: { type } }).wantsStructuredOutput
    assert.deepEqual(['json_schema', 'json_object', 'text'].map(wants), [true, true, false])
    assert.equal(viewChatRequest({}).wantsStructuredOutput, false)
  })
})
