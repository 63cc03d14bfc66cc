import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../testing/random.ts'
import { randomJson } from '../testing/random-json.ts'
import type { Protocol } from './protocol.ts'
import { SseReader } from './sse.ts'
import { type TextField, textKinds } from './text-lens.ts'

const nasty = 'Says "no": \\ line\nbreak\r\n\n ü 🚀 \u2028 </script>'

/** What every protocol promises; run it over each of them. */
export function protocolContract(protocol: Protocol): void {
  describe(`${protocol.name} as a protocol`, () => {
    it('has a name and operations that can be routed', () => {
      assert.match(protocol.name, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.ok(protocol.operations.length > 0)
      for (const { method, path } of protocol.operations) {
        assert.match(method, /^[A-Z]+$/)
        assert.match(path, /^(\/[a-z0-9-]+)+$/)
        // A leading /v1 is taken off before an operation is looked for.
        assert.ok(!path.startsWith('/v1/'))
      }
    })

    it('renders a stream error that is one or more whole events, with the sentence in the first', () => {
      for (const message of ['No.', nasty]) {
        const events = read(protocol.renderStreamError({ code: 'invalid_prompt', message }))
        const text = JSON.stringify(events[0]?.json())
        assert.ok(text.includes(JSON.stringify(message)), text)
        assert.ok(text.includes('"invalid_prompt"'), text)
      }
    })

    it('takes its own stream error for an end, where its streams have one', () => {
      if (!protocol.answersAreModelOutput) return
      const reader = protocol.readAnswer({ stripUsage: false })
      const kinds = read(protocol.renderStreamError({ code: 'server_error', message: 'No.' })).map((event) =>
        reader.onEvent(event),
      )
      assert.equal(kinds.at(-1), 'terminal')
    })

    it('renders events that are read back as they were', () => {
      const json = { type: 'response.output_text.delta', delta: nasty }
      const [event, ...others] = read(protocol.renderEvent(json))
      assert.deepEqual(event?.json(), json)
      assert.equal(others.length, 0)
    })

    it('scans and prepares any bytes without a throw', () => {
      for (const text of [
        '',
        '{',
        '{"model":',
        '[]',
        'null',
        '{"model":5,"stream":5}',
        '\x00\xff',
        '{"model":"m","stream":true}',
      ]) {
        const bytes = Buffer.from(text, 'latin1')
        protocol.scanRequest(bytes)
        protocol.readModel(bytes)
        const prepared = protocol.prepareRequest(bytes)
        assert.ok(prepared.stripUsage || prepared.bytes.equals(bytes), text)
      }
    })

    it('reads any answer without a throw, and a new reader knows nothing of the one before', () => {
      for (const text of ['', '{}', '[]', 'null', '{"usage":5}', '{"usage":{"input_tokens":1}}', 'garbage']) {
        const reader = protocol.readAnswer({ stripUsage: false })
        assert.deepEqual(
          [reader.reported, reader.modelServed, reader.failed, reader.outputCharacters],
          [undefined, null, false, 0],
        )
        assert.equal(reader.heartbeat(), undefined)
        assert.equal(reader.onJson(Buffer.from(text)).toString(), text)
        for (const event of read(Buffer.from(`data: ${text}\n\n`))) reader.onEvent(event)
      }
    })

    it('leaves a request that it did not write as it is', () => {
      const json = { zeta: 1, model: 'm', unknown: [{ type: 'new' }] }
      const view = protocol.view(structuredClone(json))
      assert.equal(view.askForUsage(), false)
      assert.equal(JSON.stringify(view.json), JSON.stringify(json))
    })

    it('shows the texts of any request and changes nothing by it', () => {
      eachJson((json) => {
        const before = JSON.stringify(json)
        const texts = protocol.view(json).texts()
        assert.equal(JSON.stringify(json), before)
        checkTexts(json, texts)
      })
    })

    it('puts texts into the JSON that will be sent, each in its place and nowhere else', () => {
      eachJson((json) => checkReplacing(json, () => protocol.view(json).texts()))
      eachJson((json) => checkReplacing(json, () => protocol.readTexts(json).texts))
    })

    it('shows the texts of any answer, one that is no object too', () => {
      for (const json of [undefined, null, 5, true, 'a text', [], ['a text'], [['a text', 5]], {}])
        checkTexts(json, protocol.readTexts(json).texts)
      eachJson((json) => {
        const { texts, ends } = protocol.readTexts(json)
        checkTexts(json, texts)
        for (const { channel, isLast } of texts) {
          assert.ok(channel === null || isLast !== true || ends === 'all' || !ends.includes(channel), 'ended twice')
        }
      })
    })

    it('shows no kind of text that its coverage does not name', () => {
      const { request, answer, pieces } = protocol.textCoverage
      eachJson((json) => {
        for (const { kind } of protocol.view(json).texts()) assert.ok(request.includes(kind), `${kind} in a request`)
        for (const { kind, channel } of protocol.readTexts(json).texts)
          assert.ok((channel === null ? answer : pieces).includes(kind), `${kind} in an answer`)
      })
    })

    it('gives the rest of a stream of pieces as an event that carries nothing else in that channel', () => {
      eachJson((json) => {
        for (const { channel, alone, path } of pieces(protocol, json)) {
          const { texts } = protocol.readTexts(alone('the rest'))
          const found = texts.filter((text) => text.channel === channel)
          assert.deepEqual(
            found.map(({ text }) => text),
            ['the rest'],
            path,
          )
        }
      })
    })
  })
}

function read(bytes: Buffer) {
  const reader = new SseReader(1_000_000)
  const events = reader.push(bytes)
  assert.equal(reader.takeRest().length, 0, 'an event is not closed')
  return events
}

function eachJson(check: (json: Record<string, unknown>) => void): void {
  const random = new Random(4)
  for (let count = 0; count < 2_000; count++) check(randomJson(random))
}

function checkTexts(json: unknown, texts: readonly TextField[]): void {
  const paths = texts.map((text) => text.path())
  assert.equal(new Set(paths).size, paths.length, 'a text is shown twice')
  for (const [index, text] of texts.entries()) {
    assert.ok(textKinds.includes(text.kind))
    assert.notEqual(text.text, '')
    assert.equal(follow(json, paths[index] ?? ''), text.text)
  }
}

function checkReplacing(json: Record<string, unknown>, read: () => readonly TextField[]): void {
  const before = JSON.stringify(json)
  const texts = read().filter(({ mayChange }) => mayChange)
  const old = texts.map(({ text }) => text)
  for (const [index, text] of texts.entries()) text.replace(`<${index}>`)
  for (const [index, text] of texts.entries()) {
    assert.equal(follow(json, text.path()), `<${index}>`)
    assert.equal(text.text, `<${index}>`)
  }
  for (const [index, text] of texts.entries()) text.replace(old[index] ?? '')
  assert.equal(JSON.stringify(json), before)
}

function pieces(protocol: Protocol, json: unknown) {
  return protocol.readTexts(json).texts.flatMap((text) => {
    const { channel } = text
    return channel === null ? [] : [{ channel, alone: (rest: string) => text.alone(rest), path: text.path() }]
  })
}

/** `$.input[3]["a b"]` */
function follow(json: unknown, path: string): unknown {
  let value = json
  for (const [, name, quoted, index] of path.matchAll(/\.([\w$]+)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]/g)) {
    const key = name ?? (quoted === undefined ? (index ?? '') : String(JSON.parse(quoted)))
    value = Object.getOwnPropertyDescriptor(Object(value), key)?.value
  }
  return value
}
