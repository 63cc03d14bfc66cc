import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasSeal, sealed, unsealed } from './sealed-line.ts'

describe('sealed, unsealed', () => {
  const line = sealed('{"v":1,"text":"ü 🚀 \\n"}')

  it('adds a checksum as the last field, and the line stays JSON', () => {
    assert.match(line, /^\{"v":1,"text":"ü 🚀 \\n","crc":"[0-9a-f]{8}"\}$/)
    assert.deepEqual({ ...unsealed(line), crc: '' }, { v: 1, text: 'ü 🚀 \n', crc: '' })
    assert.ok(hasSeal(line))
  })

  it('knows a line in which one character is another', () => {
    for (let at = 0; at < line.length - 1; at++) {
      const changed = line[at] === 'x' ? 'y' : 'x'
      const damaged = line.slice(0, at) + changed + line.slice(at + 1)
      // Where the checksum itself cannot be recognised any more, the line counts as one of a version without.
      if (at < line.indexOf(',"crc"')) assert.equal(unsealed(damaged), undefined, damaged)
      assert.equal(hasSeal(damaged), false, damaged)
    }
  })

  it('knows a line that is cut, and believes one of a version without checksums', () => {
    for (let length = 0; length < line.length; length++) assert.equal(unsealed(line.slice(0, length)), undefined)
    assert.deepEqual(unsealed('{"v":1}'), { v: 1 })
    assert.equal(hasSeal('{"v":1}'), false)
    for (const other of ['7', 'null', 'text', '']) assert.equal(unsealed(other), undefined)
  })
})
