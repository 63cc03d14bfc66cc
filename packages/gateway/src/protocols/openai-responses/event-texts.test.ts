import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { SseReader } from '../sse.ts'
import { readResponsesTexts } from './event-texts.ts'

function fixture(name: string): unknown[] {
  const bytes = readFileSync(new URL(`./fixtures/${name}`, import.meta.url))
  return new SseReader(1_000_000).push(bytes).map((event) => event.json())
}

function lines(json: unknown): string[] {
  return readResponsesTexts(json).texts.map(
    (text) => `${text.channel ?? '-'} ${text.kind}${text.format === 'json' ? ' json' : ''} ${text.text}`,
  )
}

const place = { item_id: 'msg_1', output_index: 2, content_index: 1 }

describe('readResponsesTexts', () => {
  for (const name of ['plain-answer.sse', 'tool-call.sse', 'reasoning.sse', 'incomplete.sse']) {
    it(`gives every text of ${name} twice: in pieces that are ended, and whole`, () => {
      const pieces = new Map<string, string>()
      const whole = new Set<string>()
      const open = new Set<string>()
      for (const json of fixture(name)) {
        const { texts, ends } = readResponsesTexts(json)
        for (const channel of ends === 'all' ? [...open] : ends) open.delete(channel)
        for (const { channel, text } of texts) {
          if (channel === null) whole.add(text)
          else {
            open.add(channel)
            pieces.set(channel, (pieces.get(channel) ?? '') + text)
          }
        }
      }
      assert.equal(open.size, 0)
      for (const text of pieces.values()) assert.ok(whole.has(text), text)
    })
  }

  const streams: ReadonlyArray<readonly [name: string, kind: string, member: string]> = [
    ['response.output_text', 'message', 'text'],
    ['response.refusal', 'refusal', 'refusal'],
    ['response.reasoning_text', 'reasoning', 'text'],
    ['response.function_call_arguments', 'tool-arguments json', 'arguments'],
    ['response.mcp_call_arguments', 'tool-arguments json', 'arguments'],
    ['response.custom_tool_call_input', 'tool-arguments', 'input'],
    ['response.code_interpreter_call_code', 'tool-arguments', 'code'],
    ['response.audio.transcript', 'message', 'transcript'],
    ['response.shell_call_command', 'tool-arguments', 'command'],
    ['response.telepathy', 'unknown', 'thought'],
  ]
  for (const [name, kind, member] of streams) {
    it(`takes ${name} in pieces, and its end`, () => {
      const delta = { type: `${name}.delta`, ...place, delta: 'piece' }
      const channel = `2/${name}/1`
      assert.deepEqual(lines(delta), [`${channel} ${kind} piece`])
      assert.deepEqual(readResponsesTexts(delta).ends, [])
      const done = { type: `${name}.done`, ...place, [member]: 'whole' }
      assert.deepEqual(lines(done), [`- ${kind} whole`])
      assert.deepEqual(readResponsesTexts(done).ends, [channel])
      const end = readResponsesTexts({ type: 'response.output_item.done', output_index: 2, item: { content: [] } }).ends
      assert.equal(end.includes(channel), name !== 'response.telepathy')
    })
  }

  it('counts summaries and commands by their own index', () => {
    const summary = { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 3, delta: 'x' }
    assert.deepEqual(lines(summary), ['0/response.reasoning_summary_text/3 reasoning x'])
    assert.deepEqual(
      readResponsesTexts({ type: 'response.reasoning_summary_part.done', output_index: 0, summary_index: 3, part: {} })
        .ends,
      ['0/response.reasoning_summary_text/3'],
    )
    const shell = { output_index: 0, command_index: 1 }
    assert.deepEqual(
      lines({ type: 'response.shell_call_output_content.delta', ...shell, delta: { stdout: 'a', stderr: 'b' } }),
      [
        '0/response.shell_call_output_content/1/stdout tool-output a',
        '0/response.shell_call_output_content/1/stderr tool-output b',
      ],
    )
    assert.deepEqual(
      readResponsesTexts({ type: 'response.shell_call_output_content.done', ...shell, output: [] }).ends,
      ['0/response.shell_call_output_content/1/stdout', '0/response.shell_call_output_content/1/stderr'],
    )
  })

  it('makes an event of a rest, with nothing of the old one but where it belongs', () => {
    const delta = { type: 'response.output_text.delta', sequence_number: 7, ...place }
    const json = { ...delta, delta: 'old', logprobs: [{ token: 'old' }], obfuscation: 'x', note: 'old' }
    assert.deepEqual(readResponsesTexts(json).texts[0]?.alone('rest'), { ...delta, delta: 'rest', logprobs: [] })
    const shell = { type: 'response.shell_call_output_content.delta', output_index: 0, command_index: 0 }
    const both = readResponsesTexts({ ...shell, delta: { stdout: 'a', stderr: 'b' } }).texts
    assert.deepEqual(both[1]?.alone('rest'), { ...shell, delta: { stderr: 'rest' } })
  })

  it('ends what a part may have held, all of an item, and everything', () => {
    const part = readResponsesTexts({
      type: 'response.content_part.done',
      ...place,
      part: { type: 'output_text', text: 'x' },
    })
    assert.ok(part.ends.includes('2/response.output_text/1') && part.ends.includes('2/response.refusal/1'))
    assert.ok(!part.ends.includes('2/response.output_text/0'))
    const content = Array.from({ length: 20 }, () => ({ type: 'output_text', text: 'x' }))
    const item = readResponsesTexts({
      type: 'response.output_item.done',
      output_index: 2,
      item: { type: 'message', content },
    })
    assert.ok(item.ends.includes('2/response.output_text/19'))
    for (const type of ['response.completed', 'response.incomplete', 'response.failed', 'error'])
      assert.equal(readResponsesTexts({ type }).ends, 'all')
    assert.deepEqual(readResponsesTexts({ type: 'response.created', response: {} }).ends, [])
  })

  it('shows the request that an answer repeats', () => {
    const response = {
      instructions: 'Mask_1',
      tools: [{ type: 'function', name: 'f', description: 'Mask_2' }],
      metadata: { a: 'Mask_3' },
    }
    for (const type of ['response.created', 'response.in_progress', 'response.completed'])
      assert.deepEqual(lines({ type, response }), [
        '- instructions Mask_1',
        '- tool-definition f',
        '- tool-definition Mask_2',
        '- metadata Mask_3',
      ])
  })

  it('shows annotations, errors, and what nobody knows', () => {
    const annotation = { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 1 }
    assert.deepEqual(lines({ type: 'response.output_text.annotation.added', ...place, annotation }), [
      '- metadata https://a.example',
      '- metadata A',
    ])
    assert.deepEqual(lines({ type: 'error', code: 'server_error', message: 'Broken.', param: null }), [
      '- metadata Broken.',
    ])
    assert.deepEqual(lines({ type: 'response.failed', response: { error: { code: 'x', message: 'No.' } } }), [
      '- metadata No.',
    ])
    assert.deepEqual(lines({ type: 'codex.news', news: [{ headline: 'h' }], item_id: 'i' }), ['- unknown h'])
  })

  it('shows tokens, and empties them where their text is replaced', () => {
    const logprobs = [{ token: 'ab', logprob: -1, top_logprobs: [{ token: 'cd', logprob: -2 }] }]
    const json = { type: 'response.output_text.delta', ...place, delta: 'ab', logprobs }
    assert.deepEqual(lines(json), ['2/response.output_text/1 message ab', '- metadata ab', '- metadata cd'])
    readResponsesTexts(json).texts[0]?.replace('x')
    assert.deepEqual(json, { type: 'response.output_text.delta', ...place, delta: 'x', logprobs: [] })
  })

  it('never shows data: audio, images, what is encrypted', () => {
    assert.deepEqual(lines({ type: 'response.audio.delta', delta: 'UklGRg==' }), [])
    assert.deepEqual(
      lines({ type: 'response.image_generation_call.partial_image', partial_image_b64: 'iVBORw0KGgo=' }),
      [],
    )
    const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAAAB+/=' }
    assert.deepEqual(lines({ type: 'response.output_item.done', output_index: 0, item }), [])
  })

  it('reads a plain answer and a body that is an error', () => {
    const plain = JSON.parse(readFileSync(new URL('./fixtures/plain-answer.json', import.meta.url), 'utf8'))
    const { texts, ends } = readResponsesTexts(plain)
    assert.equal(ends, 'all')
    assert.ok(texts.some(({ kind, role, channel }) => kind === 'message' && role === 'assistant' && channel === null))
    assert.ok(texts.every(({ kind }) => kind !== 'unknown'))
    assert.deepEqual(lines({ error: { message: 'No.', type: 'invalid_request_error', code: null, param: null } }), [
      '- metadata No.',
    ])
  })

  it('shows an answer that is no object: a string of it cannot be changed', () => {
    const [text] = readResponsesTexts('alice').texts
    assert.deepEqual([text?.text, text?.mayChange, text?.path()], ['alice', false, '$'])
    assert.deepEqual(readResponsesTexts(undefined), { texts: [], ends: [] })
  })
})
