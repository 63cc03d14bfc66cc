import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { openaiChat } from '../protocols/openai-chat/openai-chat.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { cutsOf, replayAnswer } from '../testing/replay-answer.ts'
import { normaliseUsage, type ReportedUsage } from './normalise.ts'

/** One table of what providers report and what is booked, for every dialect: whole, streamed, byte by byte, cut anywhere. */

interface Cases {
  readonly seen: { readonly inputBytes: number; readonly outputCharacters: number }
  readonly cases: Readonly<Record<string, readonly [reported: readonly unknown[], booked: readonly unknown[] | null]>>
}

interface Dialect {
  readonly protocol: Protocol
  readonly usage: (reported: readonly unknown[]) => unknown
  readonly answer: (usage: unknown) => object
  readonly stream: (usage: unknown) => string
}

const { seen, cases }: Cases = JSON.parse(readFileSync(new URL('./fixtures/usage-cases.json', import.meta.url), 'utf8'))

const dialects: readonly Dialect[] = [
  {
    protocol: openaiResponses,
    usage: ([input, cached, cacheWrite, output, reasoning]) => ({
      ...given('input_tokens', input),
      input_tokens_details: { ...given('cached_tokens', cached), ...given('cache_write_tokens', cacheWrite) },
      ...given('output_tokens', output),
      output_tokens_details: given('reasoning_tokens', reasoning),
    }),
    answer: (usage) => ({ id: 'r', object: 'response', status: 'completed', model: 'm', output: [], usage }),
    stream: (usage) => {
      const response = { id: 'r', status: 'completed', model: 'm', usage }
      return `event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"\\"usage\\":{}"}\n\nevent: response.completed\ndata: ${JSON.stringify({ type: 'response.completed', response })}\n\n`
    },
  },
  {
    protocol: openaiChat,
    usage: ([input, cached, cacheWrite, output, reasoning]) => ({
      ...given('prompt_tokens', input),
      ...given('completion_tokens', output),
      prompt_tokens_details: { ...given('cached_tokens', cached), ...given('cache_write_tokens', cacheWrite) },
      completion_tokens_details: given('reasoning_tokens', reasoning),
    }),
    answer: (usage) => ({ id: 'c', model: 'm', choices: [{ message: { content: 'hi' } }], usage }),
    stream: (usage) =>
      `data: {"model":"m","choices":[{"delta":{"content":"\\"usage\\":{}"}}],"usage":null}\n\ndata: ${JSON.stringify({ model: 'm', choices: [], usage })}\n\ndata: [DONE]\n\n`,
  },
]

for (const { protocol, usage, answer, stream } of dialects)
  describe(`usage of ${protocol.name}`, () => {
    for (const [name, [reported, booked]] of Object.entries(cases)) {
      it(`whole: ${name}`, () => {
        const reader = protocol.readAnswer({ stripUsage: false })
        reader.onJson(Buffer.from(JSON.stringify(answer(usage(reported)))))
        assert.deepEqual(bookedOf(reader.reported), booked)
      })

      it(`streamed, byte by byte and cut anywhere: ${name}`, () => {
        for (const { name: cut, chunks } of cutsOf(Buffer.from(stream(usage(reported)))))
          assert.deepEqual(bookedOf(replayAnswer(protocol, chunks).reader.reported), booked, cut)
      })
    }

    it('an answer that says nothing of it', () => {
      for (const nothing of [undefined, null, 7, 'x', []]) {
        const reader = protocol.readAnswer({ stripUsage: false })
        reader.onJson(Buffer.from(JSON.stringify(answer(nothing))))
        const streamed = replayAnswer(protocol, [Buffer.from(stream(nothing))])
        for (const { reported } of [reader, streamed.reader])
          assert.equal(bookedOf(reported), null, JSON.stringify(nothing))
      }
    })
  })

/** null: it is left out. */
function given(name: string, value: unknown): object {
  return value === null ? {} : { [name]: value }
}

function bookedOf(reported: ReportedUsage | undefined): readonly unknown[] | null {
  const usage = reported && normaliseUsage(reported, seen)
  if (usage === undefined) return null
  assert.equal(usage.source, 'provider')
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage
  return [
    ...[inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens],
    ...[usage.totalTokens, usage.estimated],
  ]
}
