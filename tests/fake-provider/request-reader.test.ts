import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestReader } from './request-reader.ts'

const sized = 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello'
const chunked = 'POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'
const bare = 'GET /c HTTP/1.1\r\n\r\n'

test('RequestReader finds the same requests however the bytes are cut', () => {
  const stream = Buffer.from(sized + chunked + bare)
  for (const size of [1, 2, 7, stream.length]) {
    const reader = new RequestReader()
    const requests = []
    for (let at = 0; at < stream.length; at += size) requests.push(...reader.feed(stream.subarray(at, at + size)))
    assert.deepEqual(
      requests.map(({ method, target, body, raw }) => [method, target, String(body), String(raw)]),
      [
        ['POST', '/a', 'hello', sized],
        ['POST', '/b', 'hello', chunked],
        ['GET', '/c', '', bare],
      ],
    )
  }
})

test('RequestReader refuses framing that means two things', () => {
  for (const head of [
    'POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n',
    'POST / HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\n',
    'POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n',
    'POST / HTTP/1.0\r\n\r\n',
    'POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0x3\r\n',
  ])
    assert.throws(() => new RequestReader().feed(Buffer.from(head)))
})
