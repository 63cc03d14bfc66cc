import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderSseEvent, SseEvent, SseReader } from './sse.ts'

const eventBytesMax = 1_000_000
const streams = {
  lf: 'event: a\ndata: {"x":1}\n\ndata: two\ndata: lines\n\n: comment\n\ndata:no space\n\n',
  crlf: 'event: a\r\ndata: {"x":1}\r\n\r\ndata: two\r\ndata: lines\r\n\r\n: comment\r\n\r\ndata:no space\r\n\r\n',
  cr: 'event: a\rdata: {"x":1}\r\rdata: two\rdata: lines\r\r: comment\r\rdata:no space\r\r',
  mixed: 'event: a\r\ndata: {"x":1}\n\r\ndata: two\rdata: lines\n\n: comment\r\n\rdata:no space\n\n',
}
const payloads = ['{"x":1}', 'two\nlines', '', 'no space']

function readAll(chunks: readonly Buffer[]): { payloads: string[]; bytes: Buffer; rest: string } {
  const reader = new SseReader(eventBytesMax)
  const events = chunks.flatMap((chunk) => reader.push(chunk))
  return {
    payloads: events.filter((event) => event.bytes.toString().trim() !== '').map((event) => event.data()),
    bytes: Buffer.concat(events.map((event) => event.bytes)),
    rest: reader.takeRest().toString(),
  }
}

for (const [name, text] of Object.entries(streams)) {
  test(`SseReader reads ${name} line ends whole, byte by byte and cut at every point`, () => {
    const bytes = Buffer.from(text)
    assert.deepEqual(readAll([bytes]).payloads, payloads)
    const single = readAll([...bytes].map((byte) => Buffer.from([byte])))
    assert.deepEqual(single.payloads, payloads)
    for (let first = 1; first < bytes.length; first++) {
      for (let second = first; second < bytes.length; second++) {
        const read = readAll([bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)])
        assert.deepEqual(read.payloads, payloads, `cut at ${first} and ${second}`)
      }
    }
  })
}

test('SseReader hands on exactly the bytes that came', () => {
  const bytes = Buffer.from(streams.lf)
  for (let cut = 1; cut < bytes.length; cut++) {
    assert.ok(readAll([bytes.subarray(0, cut), bytes.subarray(cut)]).bytes.equals(bytes), `cut at ${cut}`)
  }
})

test('SseReader does not copy a chunk that is one event', () => {
  const chunk = Buffer.from('data: x\n\n')
  assert.equal(new SseReader(eventBytesMax).push(chunk)[0]?.bytes, chunk)
})

test('SseReader keeps a cut event and hands it out', () => {
  const read = readAll([Buffer.from('data: x\n\ndata: y\n')])
  assert.deepEqual(read.payloads, ['x'])
  assert.equal(read.rest, 'data: y\n')
})

test('SseReader says when an event grows beyond its bound', () => {
  const reader = new SseReader(100)
  reader.push(Buffer.alloc(90, 'a'))
  assert.equal(reader.isOverlong, false)
  reader.push(Buffer.alloc(20, 'a'))
  assert.equal(reader.isOverlong, true)
})

test('SseEvent decodes UTF-8 that was cut inside a character', () => {
  const bytes = Buffer.from('data: {"text":"grüße 🚀"}\n\n')
  for (let cut = 1; cut < bytes.length; cut++) {
    const reader = new SseReader(eventBytesMax)
    const events = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))]
    assert.deepEqual(events[0]?.json(), { text: 'grüße 🚀' })
  }
})

test('SseEvent tells how its payload begins without decoding it', () => {
  const event = new SseEvent(Buffer.from('event: a\ndata: {"type":"response.completed"}\n\n'))
  assert.equal(event.dataStartsWith(Buffer.from('{"type":"response.completed"')), true)
  assert.equal(event.dataStartsWith(Buffer.from('{"type":"response.failed"')), false)
  assert.equal(event.eventName(), 'a')
  assert.equal(new SseEvent(Buffer.from(': only a comment\n\n')).dataStartsWith(Buffer.from('x')), false)
})

test('SseEvent passes over a byte order mark', () => {
  const event = new SseEvent(Buffer.from('\uFEFFdata: {"x":1}\n\n'))
  assert.deepEqual(event.json(), { x: 1 })
})

test('renderSseEvent is read back as it was written', () => {
  const [event] = new SseReader(eventBytesMax).push(renderSseEvent('a.b', { text: 'line\nbreak' }))
  assert.equal(event?.eventName(), 'a.b')
  assert.deepEqual(event?.json(), { text: 'line\nbreak' })
})
