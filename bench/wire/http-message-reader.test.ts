import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HttpMessageReader } from './http-message-reader.ts'

const fixed = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab\r\n\r\nA;x=1\r\n0123456789\r\n0\r\nx-a: b\r\n\r\n'
const empty = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'

function read(pieces: Buffer[]) {
  const messages: { head: string; body: string }[] = []
  let head = ''
  let body = ''
  const reader = new HttpMessageReader({
    onHead(text) {
      head = text
      body = ''
    },
    onBody(bytes, start, end) {
      body += bytes.toString('latin1', start, end)
    },
    onEnd() {
      messages.push({ head, body })
    },
  })
  for (const piece of pieces) reader.feed(piece)
  return { messages, idle: reader.idle }
}

describe('HttpMessageReader', () => {
  const text = fixed + chunked + empty + request + fixed
  const bodies = ['hello', 'ab\r\n0123456789', '', '', 'hello']

  it('reads messages one after the other from one piece', () => {
    const { messages, idle } = read([Buffer.from(text)])
    assert.deepEqual(
      messages.map((message) => message.body),
      bodies,
    )
    assert.equal(messages[1]?.head, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked')
    assert.equal(idle, true)
  })

  it('reads the same wherever the pieces are cut', () => {
    for (let size = 1; size < 40; size++) {
      const pieces: Buffer[] = []
      for (let at = 0; at < text.length; at += size) pieces.push(Buffer.from(text.slice(at, at + size)))
      assert.deepEqual(
        read(pieces).messages.map((message) => message.body),
        bodies,
        `pieces of ${size}`,
      )
    }
  })

  it('is not idle inside a message', () => {
    assert.equal(read([Buffer.from(fixed.slice(0, -1))]).idle, false)
    assert.equal(read([Buffer.from(fixed.slice(0, 10))]).idle, false)
  })

  it('refuses what it cannot tell the end of', () => {
    assert.throws(
      () => read([Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n')]),
      /neither a length nor chunks/,
    )
    assert.throws(() => read([Buffer.from(`${chunked.slice(0, chunked.indexOf('4\r\n'))}zz\r\n`)]), /no readable size/)
    assert.throws(() => read([Buffer.alloc(70_000, 'a')]), /does not end/)
  })
})
