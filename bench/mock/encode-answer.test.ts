import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { streamEvents } from '../payloads/responses-answer.ts'
import { HttpMessageReader } from '../wire/http-message-reader.ts'
import { encodeAnswer } from './encode-answer.ts'

function bodyOf(writes: Buffer[]): string {
  let body = ''
  let ended = 0
  const reader = new HttpMessageReader({
    onHead() {},
    onBody(bytes, start, end) {
      body += bytes.toString('latin1', start, end)
    },
    onEnd() {
      ended++
    },
  })
  for (const write of writes) reader.feed(write)
  assert.equal(ended, 1)
  return body
}

describe('encodeAnswer', () => {
  it('sends a plain answer in one write', () => {
    const writes = encodeAnswer({ kind: 'plain', body: '{"ä":1}' })
    assert.equal(writes.length, 1)
    assert.equal(Buffer.from(bodyOf(writes), 'latin1').toString(), '{"ä":1}')
  })

  it('sends every event once, in bursts', () => {
    const events = streamEvents(25)
    const writes = encodeAnswer({ kind: 'stream', events, eventsPerWrite: 10 })
    assert.equal(writes.length, 3)
    assert.equal(bodyOf(writes), events.join(''))
  })
})
