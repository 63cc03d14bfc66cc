import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Protocol } from './protocol.ts'
import { SseReader } from './sse.ts'

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
  })
}

function read(bytes: Buffer) {
  const reader = new SseReader(1_000_000)
  const events = reader.push(bytes)
  assert.equal(reader.takeRest().length, 0, 'an event is not closed')
  return events
}
