import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { askForUsage } from './include-usage.ts'

interface Case {
  readonly name: string
  readonly text: string
  /** The request as it must be read behind us; undefined: untouched. */
  readonly becomes?: unknown
}

const cases: readonly Case[] = [
  {
    name: 'a stream without options',
    text: '{"model":"m","stream":true}',
    becomes: { model: 'm', stream: true, stream_options: { include_usage: true } },
  },
  {
    name: 'a stream with space around everything',
    text: ' {\n "stream" : true\n}\n',
    becomes: { stream: true, stream_options: { include_usage: true } },
  },
  {
    name: 'other options',
    text: '{"stream_options":{"a":{"b":[1]}},"stream":true}',
    becomes: { stream_options: { a: { b: [1] }, include_usage: true }, stream: true },
  },
  {
    name: 'empty options',
    text: '{"stream_options":{ },"stream":true}',
    becomes: { stream_options: { include_usage: true }, stream: true },
  },
  {
    name: 'options of null',
    text: '{"stream_options":null,"stream":true,"x":1}',
    becomes: { stream_options: { include_usage: true }, stream: true, x: 1 },
  },
  {
    name: 'options that are a list',
    text: '{"stream_options":[1,2],"stream":true}',
    becomes: { stream_options: { include_usage: true }, stream: true },
  },
  {
    name: 'options that are a string',
    text: '{"stream_options":"}","stream":true}',
    becomes: { stream_options: { include_usage: true }, stream: true },
  },
  {
    name: 'a client that does not want it',
    text: '{"stream":true,"stream_options":{"include_usage":false}}',
    becomes: { stream: true, stream_options: { include_usage: true } },
  },
  {
    name: 'a wish that is no boolean',
    text: '{"stream":true,"stream_options":{"include_usage":"true"}}',
    becomes: { stream: true, stream_options: { include_usage: true } },
  },
  {
    name: 'options twice, of which the last counts',
    text: '{"stream":true,"stream_options":{"include_usage":true},"stream_options":{"a":1}}',
    becomes: { stream: true, stream_options: { a: 1, include_usage: true } },
  },
  {
    name: 'a wish twice, of which the last counts',
    text: '{"stream":true,"stream_options":{"include_usage":true,"include_usage":false}}',
    becomes: { stream: true, stream_options: { include_usage: true } },
  },
  {
    name: 'options with an escaped name',
    text: '{"stream":true,"stream\\u005foptions":{"a":1}}',
    becomes: { stream: true, stream_options: { a: 1, include_usage: true } },
  },
  {
    name: 'a stream told twice, on at last',
    text: '{"stream":false,"stream":true}',
    becomes: { stream: true, stream_options: { include_usage: true } },
  },
  {
    name: 'nested options, which are not ours',
    text: '{"metadata":{"stream_options":{"include_usage":true}},"stream":true}',
    becomes: {
      metadata: { stream_options: { include_usage: true } },
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  {
    name: 'text outside ASCII',
    text: '{"messages":[{"content":"grüße 🚀 \\"}"}],"stream":true}',
    becomes: { messages: [{ content: 'grüße 🚀 "}' }], stream: true, stream_options: { include_usage: true } },
  },
  { name: 'a client that asks itself', text: '{"stream":true,"stream_options":{"include_usage":true}}' },
  { name: 'no stream', text: '{"model":"m","stream":false}' },
  { name: 'a stream that is not said', text: '{"model":"m"}' },
  { name: 'a stream that is a string', text: '{"stream":"true"}' },
  { name: 'a stream told twice, off at last', text: '{"stream":true,"stream":false}' },
  { name: 'an object that is not closed', text: '{"stream":true,"messages":[' },
  { name: 'a list', text: '[{"stream":true}]' },
  { name: 'nothing', text: '' },
]

describe('askForUsage', () => {
  for (const { name, text, becomes } of cases) {
    it(becomes === undefined ? `leaves ${name} untouched` : `adds the wish to ${name}`, () => {
      const bytes = Buffer.from(text)
      const prepared = askForUsage(bytes)
      assert.equal(prepared.stripUsage, becomes !== undefined)
      if (becomes === undefined) {
        assert.equal(prepared.bytes, bytes)
        return
      }
      assert.deepEqual(JSON.parse(prepared.bytes.toString()), becomes)
      assertSpliced(text, prepared.bytes.toString())
    })
  }

  it('tells the model and the stream', () => {
    assert.deepEqual(askForUsage(Buffer.from('{"messages":[],"model":"m","stream":true}')).facts, {
      model: 'm',
      stream: true,
    })
    assert.deepEqual(askForUsage(Buffer.from('{"messages":[]}')).facts, { model: null, stream: null })
  })

  it('changes nothing but one place of a large request', () => {
    const messages = Array.from({ length: 2_000 }, (_, index) => ({ role: 'user', content: `"${index}" \\ ü {}[]` }))
    const text = JSON.stringify({ model: 'm', messages, stream: true, seed: 1 })
    const { bytes } = askForUsage(Buffer.from(text))
    assert.deepEqual(JSON.parse(bytes.toString()), { ...JSON.parse(text), stream_options: { include_usage: true } })
    assertSpliced(text, bytes.toString())
  })
})

/** What stands before and behind the one changed place is the client's own text, and the place is no longer than the wish. */
function assertSpliced(before: string, after: string): void {
  let head = 0
  while (head < before.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const removed = before.slice(head, before.length - tail)
  const added = after.slice(head, after.length - tail)
  assert.ok(removed.length <= 'null'.length + 1, `took away ${removed}`)
  assert.ok(added.length <= ',"stream_options":{"include_usage":true}'.length, `put in ${added}`)
  assert.equal(before.slice(0, head) + added + before.slice(before.length - tail), after)
}
