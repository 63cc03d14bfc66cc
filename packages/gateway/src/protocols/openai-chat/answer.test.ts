import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { cutsOf, replayAnswer } from '../../testing/replay-answer.ts'
import { normaliseUsage } from '../../usage/normalise.ts'
import { openaiChat } from './openai-chat.ts'

const seen = { inputBytes: 400, outputCharacters: 40 }
const usageChunk = /data: \{[^\n]*"choices":\[\],"usage":\{[^\n]*\n\n/

describe('openaiChat.readAnswer', () => {
  const reports: ReadonlyArray<readonly [name: string, tokens: readonly unknown[] | undefined]> = [
    ['with-usage', [31, 8, 6, 2]],
    ['tool-call', [90, 8, 14, 2]],
    ['usage-on-last-choice', [31, 8, 6, 2]],
    ['without-usage', undefined],
  ]
  for (const [name, tokens] of reports) {
    it(`reads ${name} whole, byte by byte, and cut anywhere in its last kilobyte`, () => {
      const stream = fixture(name)
      for (const { name: cut, chunks } of cutsOf(stream, stream.length - 1_000)) {
        const { reader, passed, terminalAt, events } = replayAnswer(openaiChat, chunks)
        assert.equal(terminalAt, events - 1, cut)
        assert.ok(passed.equals(stream), cut)
        assert.deepEqual(reader.reported && tokensOf(reader.reported), tokens, cut)
        assert.equal(reader.modelServed, 'gpt-5.4-2026-03-05')
        assert.ok(reader.outputCharacters >= 6, `${cut}: ${reader.outputCharacters}`)
      }
    })
  }

  it('strips the chunk that is nothing but usage where the client did not ask for it, and nothing else', () => {
    for (const name of ['with-usage', 'tool-call']) {
      const stream = fixture(name)
      const { reader, passed } = replayAnswer(openaiChat, [stream], true)
      assert.match(stream.toString(), usageChunk)
      assert.equal(passed.toString(), stream.toString().replace(usageChunk, ''), name)
      assert.notEqual(reader.reported, undefined)
    }
  })

  it('counts the tools that are called, once each, however the calls are cut', () => {
    assert.deepEqual(replayAnswer(openaiChat, [fixture('tool-call')]).reader.toolCalls, { exec_command: 1 })
    assert.equal(replayAnswer(openaiChat, [fixture('with-usage')]).reader.toolCalls, null)
    const piece = (index: number, name: string) =>
      Buffer.from(
        `data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":${index},"function":{"name":"${name}","arguments":""}}]}}]}\n\n`,
      )
    const pieces = [piece(0, 'read'), piece(0, 'read'), piece(1, 'read'), piece(2, 'two words')]
    assert.deepEqual(replayAnswer(openaiChat, pieces).reader.toolCalls, { read: 2, other: 1 })
    const plain = openaiChat.readAnswer({ stripUsage: false })
    const call = { type: 'function', function: { name: 'read', arguments: '{}' } }
    plain.onJson(Buffer.from(JSON.stringify({ choices: [{ index: 0, message: { tool_calls: [call, call] } }] })))
    assert.deepEqual(plain.toolCalls, { read: 2 })
  })

  it('keeps usage that stands on a chunk with choices, even where it was not asked for', () => {
    const stream = fixture('usage-on-last-choice')
    assert.ok(replayAnswer(openaiChat, [stream], true).passed.equals(stream))
  })

  it('ends with [DONE] in every way to write it', () => {
    for (const text of ['data: [DONE]\n\n', 'data:[DONE]\n\n', 'data: [DONE]\r\n\r\n', 'event: x\ndata: [DONE]\n\n']) {
      assert.equal(replayAnswer(openaiChat, [Buffer.from(text)]).terminalAt, 0, JSON.stringify(text))
    }
    const text = '{"choices":[{"delta":{"content":"data: [DONE]"}}]}'
    assert.equal(replayAnswer(openaiChat, [Buffer.from(`data: ${text}\n\n: [DONE]\n\n`)]).terminalAt, -1)
  })

  const variants: ReadonlyArray<readonly [usage: unknown, input: number | undefined]> = [
    [{ prompt_tokens: 5, completion_tokens: 1 }, 5],
    [{ prompt_tokens: 0, completion_tokens: 0 }, 0],
    [null, undefined],
    [{}, undefined],
    [7, undefined],
    [{ prompt_tokens: -5, completion_tokens: 1 }, 100],
    [{ prompt_tokens: '5', completion_tokens: 1 }, 100],
    [{ completion_tokens: 1 }, 100],
  ]
  for (const [usage, input] of variants) {
    it(`charges usage ${JSON.stringify(usage)} as it should be`, () => {
      const text = JSON.stringify({ model: 'm', choices: [], usage })
      const { reader } = replayAnswer(openaiChat, [Buffer.from(`data: ${text}\n\ndata: [DONE]\n\n`)])
      const charged = reader.reported === undefined ? undefined : normaliseUsage(reader.reported, seen)
      assert.equal(charged?.inputTokens, input)
      const json = openaiChat.readAnswer({ stripUsage: false })
      json.onJson(Buffer.from(text))
      const plain = json.reported === undefined ? undefined : normaliseUsage(json.reported, seen)
      assert.equal(plain?.inputTokens, input)
    })
  }

  it('takes the last usage where a provider reports running totals', () => {
    const chunks = [1, 2, 3].map(
      (n) => `data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":9,"completion_tokens":${n}}}\n\n`,
    )
    const { reader } = replayAnswer(openaiChat, [Buffer.from(`${chunks.join('')}data: [DONE]\n\n`)])
    assert.equal(reader.reported?.outputTokens, 3)
  })

  it('reads plain JSON and hands back the very bytes', () => {
    const bytes = Buffer.from(
      '{"id":"c","model":"m","choices":[{"message":{"content":"hello, this is an answer"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}',
    )
    const reader = openaiChat.readAnswer({ stripUsage: true })
    assert.equal(reader.onJson(bytes), bytes)
    assert.equal(reader.reported?.outputTokens, 4)
    assert.equal(reader.modelServed, 'm')
    const silent = openaiChat.readAnswer({ stripUsage: true })
    silent.onJson(Buffer.from('{"choices":[{"message":{"content":"hello, this is an answer"}}]}'))
    assert.equal(silent.reported, undefined)
    assert.ok(silent.outputCharacters > 24)
  })

  it('has no heartbeat: the SDKs of this dialect throw on what they do not expect', () => {
    assert.equal(replayAnswer(openaiChat, [fixture('with-usage')]).reader.heartbeat(), undefined)
  })
})

function tokensOf(reported: NonNullable<ReturnType<typeof openaiChat.readAnswer>['reported']>): unknown[] {
  return [reported.inputTokens, reported.cachedInputTokens, reported.outputTokens, reported.reasoningTokens]
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`./fixtures/${name}.sse`, import.meta.url))
}
