import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ParsedHead } from './response-head.ts'
import { ResponseReader } from './response-reader.ts'

interface Heard {
  heads: ParsedHead[]
  body: string
  ends: number
}

/** A reader that has been asked for one response, and what it tells. */
function reading(isHeadOnly = false, onData: (reader: ResponseReader) => void = () => {}) {
  const heard: Heard = { heads: [], body: '', ends: 0 }
  const reader = new ResponseReader()
  reader.begin(
    {
      onHead: (head) => heard.heads.push(head),
      onData: (chunk) => {
        heard.body += chunk.toString('latin1')
        onData(reader)
      },
      onEnd: () => {
        heard.ends++
      },
    },
    isHeadOnly,
  )
  return { reader, heard }
}

const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`

const responses: Readonly<Record<string, { text: string; body: string; keepsAlive?: boolean; isHeadOnly?: boolean }>> =
  {
    'of a length': { text: `${head('Content-Length: 5', 'x:  y ')}hello`, body: 'hello' },
    'of no length': { text: head('content-length: 0'), body: '' },
    'in chunks': {
      text: `${head('transfer-encoding: chunked')}5\r\nhello\r\n00a;x="y\tz"\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n`,
      body: 'hello0123456789',
    },
    'in no chunk': { text: `${head('Transfer-Encoding: Chunked')}0\r\n\r\n`, body: '' },
    'that is announced': {
      text: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${head('content-length: 2')}ok`,
      body: 'ok',
    },
    'to a HEAD': { text: head('content-length: 500'), body: '', isHeadOnly: true },
    'without a body': { text: 'HTTP/1.1 204 No Content\r\n\r\n', body: '' },
    'without a reason': { text: 'HTTP/1.1 304\r\netag: "1"\r\n\r\n', body: '' },
    'that closes': { text: `${head('connection: close', 'content-length: 1')}x`, body: 'x', keepsAlive: false },
    'of the old protocol': { text: 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx', body: 'x', keepsAlive: false },
    'of the old protocol that stays': {
      text: 'HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 1\r\n\r\nx',
      body: 'x',
    },
  }

describe('ResponseReader', () => {
  for (const [name, { text, body, keepsAlive = true, isHeadOnly = false }] of Object.entries(responses))
    it(`reads a response ${name}, wherever it is cut`, () => {
      const bytes = Buffer.from(text, 'latin1')
      const cuts = [...bytes.keys()].map((at) => [bytes.subarray(0, at), bytes.subarray(at)])
      for (const pieces of [[bytes], [...bytes].map((byte) => Buffer.of(byte)), ...cuts]) {
        const { reader, heard } = reading(isHeadOnly)
        for (const piece of pieces) assert.equal(reader.read(piece), undefined)
        assert.deepEqual([heard.heads.length, heard.body, heard.ends, reader.keepsAlive], [1, body, 1, keepsAlive])
        assert.equal(reader.isReading, false)
      }
    })

  it('tells names and values as they are, without the blanks around a value', () => {
    const { reader, heard } = reading()
    reader.read(Buffer.from(head('X-One: a: b', 'x-two:\t\xa0é ', 'empty:', 'content-length: 0'), 'latin1'))
    assert.deepEqual(heard.heads[0]?.headers, ['X-One', 'a: b', 'x-two', '\xa0é', 'empty', '', 'content-length', '0'])
  })

  it('knows how long an unused connection is kept', () => {
    const { reader } = reading()
    reader.read(Buffer.from(head('keep-alive: max=5, timeout=17', 'content-length: 0')))
    assert.equal(reader.idleSeconds, 17)
  })

  it('reads until the connection ends where no length is said, and uses it for nothing more', () => {
    const { reader, heard } = reading()
    for (const piece of [head('content-type: text/plain'), 'some', 'thing']) reader.read(Buffer.from(piece))
    assert.equal(heard.ends, 0)
    assert.equal(reader.end(), true)
    assert.deepEqual([heard.body, heard.ends, reader.keepsAlive], ['something', 1, false])
  })

  it('says of a connection that ends too early that the response is not whole', () => {
    for (const text of ['', 'HTTP/1.1 2', head('content-length: 5'), `${head('transfer-encoding: chunked')}0\r\n`]) {
      const { reader, heard } = reading()
      reader.read(Buffer.from(text))
      assert.deepEqual([reader.end(), heard.ends], [false, 0])
    }
  })

  it('tells nothing while it is paused, and then all of it, the end too', () => {
    const { text, body } = responses['in chunks'] ?? { text: '', body: '' }
    let told = 0
    const { reader, heard } = reading(false, (reader) => {
      told++
      reader.pause()
    })
    reader.read(Buffer.from(text))
    assert.deepEqual([heard.body, told, heard.ends], ['hello', 1, 0])
    reader.read(Buffer.alloc(0))
    reader.resume()
    assert.deepEqual([heard.body, heard.ends], [body, 0])
    reader.resume()
    assert.equal(heard.ends, 1)
  })

  it('holds back the end of a length too', () => {
    const { reader, heard } = reading(false, (reader) => reader.pause())
    reader.read(Buffer.from(`${head('content-length: 2')}ok`))
    assert.deepEqual([heard.body, heard.ends], ['ok', 0])
    reader.resume()
    assert.equal(heard.ends, 1)
  })

  it('gives nobody what is behind a response, and lets no request follow', () => {
    for (const text of [
      `${head('content-length: 2')}ok`,
      `${head('transfer-encoding: chunked')}2\r\nok\r\n0\r\n\r\n`,
    ]) {
      const next: string[] = []
      const reader = new ResponseReader()
      const listener = {
        onHead: () => {},
        onData: () => {},
        onEnd: () => {
          assert.equal(reader.keepsAlive, false)
          reader.begin({ onHead: () => next.push('head'), onData: () => {}, onEnd: () => {} }, false)
          reader.stop()
        },
      }
      reader.begin(listener, false)
      assert.match(String(reader.read(Buffer.from(`${text}${head('content-length: 0')}`))), /nobody asked for/)
      assert.deepEqual(next, [])
    }
  })

  const faults: ReadonlyArray<readonly [name: string, text: string]> = [
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['announcements without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(25)],
    ['two lengths', head('content-length: 5', 'Content-Length: 5')],
    ['two lengths in one', head('content-length: 5, 5')],
    ['a negative length', head('content-length: -1')],
    ['a signed length', head('content-length: +1')],
    ['an endless length', head('content-length: 9999999999999999')],
    ['no length', head('content-length:')],
    ['length and chunks', head('content-length: 5', 'transfer-encoding: chunked')],
    ['another coding', head('transfer-encoding: gzip, chunked')],
    ['chunks in chunks', head('transfer-encoding: chunked', 'transfer-encoding: chunked')],
    ['chunks of the old protocol', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['a name with a blank', head('content-length : 5')],
    ['a folded line', head('x: a', ' b')],
    ['a line without a colon', head('nothing')],
    ['a line without a name', head(': x')],
    ['a NUL', head('x: a\0b')],
    ['a bare CR', head('x: a\rb')],
    ['a bare LF', 'HTTP/1.1 200 OK\nx: y\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`],
    ['a head that is too long', head(`x: ${'y'.repeat(70_000)}`)],
    ['a size that is none', `${head('transfer-encoding: chunked')}xyz\r\n`],
    ['no size', `${head('transfer-encoding: chunked')}\r\n`],
    ['a negative size', `${head('transfer-encoding: chunked')}-1\r\n`],
    ['a size with a prefix', `${head('transfer-encoding: chunked')}0x5\r\nhello\r\n`],
    ['a size beyond all', `${head('transfer-encoding: chunked')}100000000\r\n`],
    ['a size that ends with LF', `${head('transfer-encoding: chunked')}5\nhello\r\n`],
    ['a chunk that is too long', `${head('transfer-encoding: chunked')}5\r\nhello!\r\n`],
    ['a chunk that ends with LF', `${head('transfer-encoding: chunked')}5\r\nhello\n`],
    ['an extension without end', `${head('transfer-encoding: chunked')}5;${'x'.repeat(20_000)}`],
    ['trailers without end', `${head('transfer-encoding: chunked')}0\r\n${'x: y\r\n'.repeat(5_000)}`],
    ['a bare LF in a trailer', `${head('transfer-encoding: chunked')}0\r\nx: y\nz: a\r\n\r\n`],
  ]
  for (const [name, text] of faults)
    it(`takes ${name} for no response, wherever it is cut`, () => {
      const bytes = Buffer.from(text, 'latin1')
      const step = Math.max(1, Math.floor(bytes.length / 300))
      for (let at = 0; at < bytes.length; at += step) {
        const { reader, heard } = reading()
        const fault = reader.read(bytes.subarray(0, at)) ?? reader.read(bytes.subarray(at))
        assert.equal(typeof fault, 'string')
        assert.equal(heard.ends, 0)
      }
    })
})
