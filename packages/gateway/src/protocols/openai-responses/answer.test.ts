import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { cutsOf, replayAnswer } from '../../testing/replay-answer.ts'
import { estimateUsage, normaliseUsage } from '../../usage/normalise.ts'
import { renderSseEvent, SseReader } from '../sse.ts'
import { openaiResponses } from './openai-responses.ts'

interface Expected {
  readonly usage: readonly [input: number, cached: number, output: number, reasoning: number] | undefined
  readonly failed: boolean
  /** Characters of deltas, and what is at least seen of the output. */
  readonly outputCharactersMin: number
}

const fixtures: Readonly<Record<string, Expected>> = {
  'plain-answer': { usage: [9120, 8960, 14, 0], failed: false, outputCharactersMin: 30 },
  'tool-call': { usage: [9301, 9088, 27, 0], failed: false, outputCharactersMin: 8 },
  reasoning: { usage: [12_000, 11_776, 412, 384], failed: false, outputCharactersMin: 20 },
  incomplete: { usage: [310, 0, 16, 0], failed: false, outputCharactersMin: 10 },
  failed: { usage: undefined, failed: true, outputCharactersMin: 6 },
}

for (const [name, expected] of Object.entries(fixtures)) {
  describe(`openaiResponses.readAnswer: ${name}`, () => {
    const stream = fixture(`${name}.sse`)
    const terminalFrom = stream.lastIndexOf('event: response.')

    it('reads it whole, byte by byte, and cut at every byte of its terminal event', () => {
      for (const { name: cut, chunks } of cutsOf(stream, terminalFrom)) check(chunks, expected, cut)
    })

    it('reads it with CR LF and with CR, and without event lines', () => {
      const text = stream.toString()
      check([Buffer.from(text.replaceAll('\n', '\r\n'))], expected, 'CR LF')
      check([Buffer.from(text.replaceAll('\n', '\r'))], expected, 'CR')
      check([Buffer.from(text.replace(/^event: .*\n/gm, ''))], expected, 'no event lines')
    })

    it('reads it where a provider writes its JSON in another order, or with spaces', () => {
      const events = new SseReader(1_000_000).push(stream).map((event) => event.json() as Record<string, unknown>)
      const reordered = events.map(({ type, ...rest }) => renderSseEvent('', { ...rest, type }))
      check(reordered, { ...expected, outputCharactersMin: 0 }, 'type last')
      const spaced = events.map((event) => renderSseEvent('', JSON.stringify(event).replaceAll('":', '": ')))
      check(spaced, { ...expected, outputCharactersMin: 0 }, 'spaces')
    })

    it('knows no usage before the terminal event', () => {
      const replayed = replayAnswer(openaiResponses, [stream.subarray(0, terminalFrom)])
      assert.equal(replayed.terminalAt, -1)
      assert.equal(replayed.reader.reported, undefined)
      assert.ok(replayed.reader.outputCharacters >= expected.outputCharactersMin)
    })
  })
}

describe('openaiResponses.readAnswer: usage as it should not be', () => {
  const good = { input_tokens: 100, output_tokens: 10, total_tokens: 110 }
  const seen = { inputBytes: 4_000, outputCharacters: 0 }
  const variants: ReadonlyArray<readonly [name: string, usage: unknown, input: number, estimated: boolean]> = [
    ['as it should be', good, 100, false],
    ['of zeros', { input_tokens: 0, output_tokens: 0 }, 0, false],
    ['missing', undefined, 1_000, true],
    ['null', null, 1_000, true],
    ['empty', {}, 1_000, true],
    ['a number', 17, 1_000, true],
    ['a list', [good], 1_000, true],
    ['a string', 'a lot', 1_000, true],
    ['partial: no input', { output_tokens: 10 }, 1_000, true],
    ['partial: no output', { input_tokens: 100 }, 100, true],
    ['negative', { ...good, input_tokens: -100 }, 1_000, true],
    ['fractional', { ...good, input_tokens: 99.5 }, 1_000, true],
    ['beyond 2^53', { ...good, input_tokens: 2 ** 60 }, 1_000, true],
    ['with numbers as strings', { ...good, input_tokens: '100' }, 1_000, true],
    ['with details that are no objects', { ...good, input_tokens_details: 5, output_tokens_details: null }, 100, false],
    ['in the names of the other dialect', { prompt_tokens: 100, completion_tokens: 10 }, 1_000, true],
  ]
  for (const [name, usage, input, estimated] of variants) {
    it(`never charges what it should not: usage ${name}`, () => {
      const response = { id: 'resp_1', status: 'completed', model: 'm', output: [], usage }
      const stream = renderSseEvent('response.completed', { type: 'response.completed', response })
      const { reader, terminalAt } = replayAnswer(openaiResponses, [stream])
      assert.equal(terminalAt, 0)
      const { reported } = reader
      const charged = (reported === undefined ? undefined : normaliseUsage(reported, seen)) ?? estimateUsage(seen)
      assert.equal(charged.inputTokens, input)
      assert.equal(charged.estimated, estimated)
      assert.ok(charged.totalTokens >= charged.inputTokens && Number.isSafeInteger(charged.totalTokens))
    })
  }

  it('counts the tools that are called: as items are announced, or else as the end lists them', () => {
    assert.deepEqual(replayAnswer(openaiResponses, [fixture('tool-call.sse')]).reader.toolCalls, { exec_command: 1 })
    assert.equal(replayAnswer(openaiResponses, [fixture('plain-answer.sse')]).reader.toolCalls, null)
    const output = [
      ...Array.from({ length: 60 }, (_, place) => ({ type: 'function_call', name: `tool_${place}` })),
      { type: 'web_search_call' },
    ]
    const end = renderSseEvent('x', { type: 'response.completed', response: { output } })
    const { toolCalls } = replayAnswer(openaiResponses, [end]).reader
    assert.deepEqual([Object.keys(toolCalls ?? {}).length, toolCalls?.tool_0, toolCalls?.other], [51, 1, 11])
    const plain = openaiResponses.readAnswer({ stripUsage: false })
    plain.onJson(Buffer.from(JSON.stringify({ output: output.slice(-1) })))
    assert.deepEqual(plain.toolCalls, { web_search: 1 })
  })

  it('reads a terminal event without a response', () => {
    for (const payload of ['{"type":"response.completed"}', '{"type":"response.completed","response":null}']) {
      const { reader, terminalAt } = replayAnswer(openaiResponses, [Buffer.from(`data: ${payload}\n\n`)])
      assert.equal(terminalAt, 0)
      assert.equal(reader.reported, undefined)
      assert.equal(reader.modelServed, null)
    }
  })

  it('is not led astray by text that looks like a terminal event', () => {
    const delta = '{"type":"response.completed","response":{"usage":{"input_tokens":1,"output_tokens":1}}}'
    const events = [
      renderSseEvent('response.output_text.delta', { type: 'response.output_text.delta', delta }),
      Buffer.from(': {"type":"response.completed"}\n\n'),
      Buffer.from('event: response.completed\n\n'),
      Buffer.from('data: not json {"type":"response.completed"}\n\n'),
      renderSseEvent('x', { type: 'response.completed.later' }),
    ]
    assert.equal(replayAnswer(openaiResponses, events).terminalAt, -1)
  })
})

describe('openaiResponses.readAnswer: plain JSON', () => {
  it('reads usage and model and hands back the very bytes', () => {
    const bytes = fixture('plain-answer.json')
    const reader = openaiResponses.readAnswer({ stripUsage: false })
    assert.equal(reader.onJson(bytes), bytes)
    assert.equal(reader.reported?.inputTokens, 40)
    assert.equal(reader.reported?.outputTokens, 3)
    assert.equal(reader.modelServed, 'gpt-5.4-2026-03-05')
    assert.equal(reader.failed, false)
  })

  it('counts the output where no usage is reported, so that an estimate is not zero', () => {
    const reader = openaiResponses.readAnswer({ stripUsage: false })
    reader.onJson(
      Buffer.from('{"status":"completed","output":[{"type":"message","content":[{"text":"forty characters or so"}]}]}'),
    )
    assert.equal(reader.reported, undefined)
    assert.ok(reader.outputCharacters > 40)
  })

  it('tells a failed answer', () => {
    const reader = openaiResponses.readAnswer({ stripUsage: false })
    reader.onJson(Buffer.from('{"status":"failed","usage":null}'))
    assert.equal(reader.failed, true)
  })

  for (const text of ['', 'null', '[]', '"text"', '{', '{"usage":', '{"usage":{"input_tokens":']) {
    it(`passes ${JSON.stringify(text)} without a throw`, () => {
      const reader = openaiResponses.readAnswer({ stripUsage: false })
      assert.equal(reader.onJson(Buffer.from(text)).toString(), text)
      assert.equal(reader.reported, undefined)
    })
  }
})

describe('openaiResponses.readAnswer: heartbeat', () => {
  it('is there once the response is created, and is what the provider itself would send', () => {
    const stream = fixture('plain-answer.sse')
    const createdEnd = stream.indexOf('\n\n') + 2
    const sse = new SseReader(1_000_000)
    const reader = openaiResponses.readAnswer({ stripUsage: false })
    assert.equal(reader.heartbeat(), undefined)
    for (const event of sse.push(stream.subarray(0, createdEnd))) reader.onEvent(event)
    const [heartbeat] = new SseReader(1_000_000).push(reader.heartbeat() ?? Buffer.alloc(0))
    const created = new SseReader(1_000_000).push(stream)[0]?.json() as { response: unknown }
    assert.equal(heartbeat?.eventName(), 'response.in_progress')
    assert.deepEqual(heartbeat?.json(), { type: 'response.in_progress', response: created.response })
  })

  it('is not there for a response too large to repeat', () => {
    const response = { instructions: 'x'.repeat(300_000) }
    const { reader } = replayAnswer(openaiResponses, [renderSseEvent('', { type: 'response.created', response })])
    assert.equal(reader.heartbeat(), undefined)
  })
})

function check(chunks: readonly Buffer[], expected: Expected, cut: string): void {
  const replayed = replayAnswer(openaiResponses, chunks)
  const { reader } = replayed
  assert.equal(replayed.terminalAt, replayed.events - 1, cut)
  assert.ok(replayed.passed.equals(Buffer.concat(chunks)), cut)
  const { reported } = reader
  const numbers = reported && [
    reported.inputTokens,
    reported.cachedInputTokens,
    reported.outputTokens,
    reported.reasoningTokens,
  ]
  assert.deepEqual(numbers, expected.usage, cut)
  assert.equal(reader.failed, expected.failed, cut)
  assert.equal(reader.modelServed, 'gpt-5.4-2026-03-05', cut)
  assert.ok(reader.outputCharacters >= expected.outputCharactersMin, `${cut}: ${reader.outputCharacters}`)
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url))
}
