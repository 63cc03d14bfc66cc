import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { SseReader } from '../sse.ts'
import { readChatTexts } from './event-texts.ts'

function chunk(choice: object, more: object = {}): Record<string, unknown> {
  return { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice], ...more }
}

function delta(json: object, index = 0): Record<string, unknown> {
  return chunk({ index, delta: json, finish_reason: null })
}

function lines(json: unknown): string[] {
  return readChatTexts(json).texts.map(
    (text) => `${text.channel ?? '-'} ${text.kind} ${text.text}${text.isLast ? ' (last)' : ''}`,
  )
}

describe('readChatTexts', () => {
  it('gives what a choice says in pieces, each kind in a channel of its own', () => {
    assert.deepEqual(lines(delta({ role: 'assistant', content: 'a', refusal: 'b', reasoning_content: 'c' })), [
      'choice 0/content message a',
      'choice 0/refusal refusal b',
      'choice 0/reasoning_content reasoning c',
    ])
    assert.deepEqual(lines(delta({ function_call: { name: 'f', arguments: '{' } })), [
      '- tool-definition f',
      'choice 0/function_call/arguments tool-arguments {',
    ])
    assert.deepEqual(lines(delta({ audio: { id: 'a', transcript: 'b', data: 'UklGRg==' } })), [
      'choice 0/audio/transcript message b',
    ])
    assert.deepEqual(lines(delta({ dream: 'a' })), ['choice 0/dream unknown a'])
  })

  it('keeps choices apart by their index, wherever they stand', () => {
    const json = {
      ...chunk({}),
      choices: [
        { index: 3, delta: { content: 'a' } },
        { index: 1, delta: { content: 'b' } },
      ],
    }
    assert.deepEqual(lines(json), ['choice 3/content message a', 'choice 1/content message b'])
  })

  it('keeps tool calls apart by their index, and a new one ends the one before', () => {
    const call = (index: number, more: object) => delta({ tool_calls: [{ index, ...more }] })
    const begin = call(1, { id: 'c', type: 'function', function: { name: 'f', arguments: '' } })
    assert.deepEqual(lines(begin), ['- tool-definition f'])
    assert.deepEqual(readChatTexts(begin).ends, ['choice 0/tool call 0'])
    const goOn = call(1, { function: { arguments: '{"a' } })
    assert.deepEqual(lines(goOn), ['choice 0/tool call 1 tool-arguments {"a'])
    assert.deepEqual(readChatTexts(goOn).ends, [])
    assert.deepEqual(lines(call(0, { custom: { input: 'x' } })), ['choice 0/tool call 0 tool-arguments x'])
  })

  it('ends the channels of the choice that finishes, and of no other', () => {
    const { ends } = readChatTexts(chunk({ index: 1, delta: {}, finish_reason: 'tool_calls' }))
    for (const name of [
      'content',
      'refusal',
      'reasoning_content',
      'function_call/arguments',
      'tool call 0',
      'tool call 127',
    ])
      assert.ok(ends.includes(`choice 1/${name}`), name)
    assert.ok(ends !== 'all' && ends.every((name) => name.startsWith('choice 1/')))
    assert.deepEqual(readChatTexts(delta({ content: 'a' })).ends, [])
  })

  it('calls a piece the last one where its own chunk ends its channel', () => {
    const json = chunk({
      index: 0,
      delta: { content: 'a', tool_calls: [{ index: 0, function: { arguments: 'b' } }] },
      finish_reason: 'stop',
    })
    assert.deepEqual(lines(json), ['choice 0/content message a (last)', 'choice 0/tool call 0 tool-arguments b (last)'])
    const { ends } = readChatTexts(json)
    assert.ok(!ends.includes('choice 0/content') && !ends.includes('choice 0/tool call 0'))
    assert.ok(ends.includes('choice 0/tool call 1'))
    const calls = [0, 1].map((index) => ({ index, id: `c${index}`, function: { arguments: `${index}` } }))
    assert.deepEqual(lines(delta({ tool_calls: calls })), [
      'choice 0/tool call 0 tool-arguments 0 (last)',
      'choice 0/tool call 1 tool-arguments 1',
    ])
  })

  it('makes a chunk of a rest, with nothing of the old one but where it belongs', () => {
    const head = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' }
    const said = chunk(
      {
        index: 2,
        delta: { role: 'assistant', content: 'a' },
        logprobs: { content: [{ token: 'a' }], refusal: null },
        finish_reason: 'stop',
      },
      { usage: { prompt_tokens: 1 }, obfuscation: 'x', note: 'a' },
    )
    assert.deepEqual(readChatTexts(said).texts[0]?.alone('rest'), {
      ...head,
      choices: [{ index: 2, delta: { content: 'rest' }, logprobs: null, finish_reason: null }],
      usage: null,
    })
    const call = { index: 4, id: 'call_4', type: 'function', function: { name: 'f', arguments: 'a' } }
    assert.deepEqual(readChatTexts(delta({ tool_calls: [call] })).texts[1]?.alone('rest'), {
      ...head,
      choices: [
        {
          index: 0,
          delta: { tool_calls: [{ index: 4, type: 'function', function: { arguments: 'rest' } }] },
          logprobs: null,
          finish_reason: null,
        },
      ],
    })
  })

  it('empties the log probabilities of the choice whose text is replaced', () => {
    const logprobs = { content: [{ token: 'a', logprob: -1, bytes: [97], top_logprobs: [] }], refusal: null }
    const json = {
      ...chunk({}),
      choices: [0, 1].map((index) => ({ index, delta: { content: `a${index}` }, logprobs, finish_reason: null })),
    }
    assert.equal(lines(json).filter((line) => line === '- metadata a').length, 2)
    for (const text of readChatTexts(json).texts) if (text.text === 'a1') text.replace('x')
    assert.deepEqual(
      json.choices.map((choice) => choice.logprobs),
      [logprobs, null],
    )
  })

  it('takes a plain answer, an error and [DONE] for the end of everything', () => {
    const message = {
      role: 'assistant',
      content: 'a',
      annotations: [{ type: 'url_citation', url_citation: { url: 'https://a', title: 'b' } }],
    }
    const plain = {
      id: 'c',
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: 'stop', logprobs: null }],
    }
    assert.deepEqual(lines(plain), ['- message a', '- metadata https://a', '- metadata b'])
    const error = { error: { message: 'No.', type: 'x', param: null, code: null } }
    assert.deepEqual(lines(error), ['- metadata No.'])
    for (const json of [plain, error, undefined]) assert.equal(readChatTexts(json).ends, 'all')
  })

  it('ends all that it opened in each fixture', () => {
    for (const name of ['with-usage.sse', 'without-usage.sse', 'tool-call.sse', 'usage-on-last-choice.sse']) {
      const open = new Set<string>()
      const bytes = readFileSync(new URL(`./fixtures/${name}`, import.meta.url))
      let closedBefore = 0
      for (const event of new SseReader(1_000_000).push(bytes)) {
        const { texts, ends } = readChatTexts(event.json())
        if (ends === 'all') assert.equal(open.size, 0, name)
        else for (const channel of ends) closedBefore += open.delete(channel) ? 1 : 0
        for (const { channel } of texts) if (channel !== null) open.add(channel)
      }
      assert.ok(closedBefore > 0, name)
    }
  })
})
