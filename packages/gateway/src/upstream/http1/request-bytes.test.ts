import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestHead } from './request-bytes.ts'

const start = { method: 'POST', target: '/v1/responses?x=1', host: 'api.example.com', headers: ['X-One', 'a\tü'] }

describe('requestHead', () => {
  it('writes the line, the host, the headers as they are, and one way to find the end', () => {
    const lines =
      'POST /v1/responses?x=1 HTTP/1.1\r\nhost: api.example.com\r\nconnection: keep-alive\r\nX-One: a\tü\r\n'
    assert.equal(requestHead({ ...start, length: 5 }), `${lines}content-length: 5\r\n\r\n`)
    assert.equal(requestHead({ ...start, length: null }), `${lines}transfer-encoding: chunked\r\n\r\n`)
    assert.equal(requestHead({ ...start, length: undefined }), `${lines}\r\n`)
  })

  const wrong: ReadonlyArray<readonly [string, Partial<typeof start>]> = [
    ['a method with a blank', { method: 'GET /x' }],
    ['a target with a blank', { target: '/x HTTP/1.1' }],
    ['a target with a line break', { target: '/x\r\nhost: other' }],
    ['a target beyond ASCII', { target: '/ü' }],
    ['a name with a colon', { headers: ['x: y', 'z'] }],
    ['an empty name', { headers: ['', 'z'] }],
    ['a value with a line break', { headers: ['x', 'y\r\nz: a'] }],
    ['a value with a bare LF', { headers: ['x', 'y\nz'] }],
    ['a value with a NUL', { headers: ['x', 'y\0'] }],
    // Its low byte would be a line break.
    ['a value beyond latin1', { headers: ['x', 'y\u010a'] }],
  ]
  for (const [name, change] of wrong)
    it(`writes nothing for ${name}`, () => {
      assert.throws(() => requestHead({ ...start, ...change, length: 0 }))
    })
})
