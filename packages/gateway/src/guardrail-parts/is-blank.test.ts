import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBlank } from './is-blank.ts'

test('isBlank knows what patterns mean by blanks, of all UTF-16 units', () => {
  for (let code = 0; code <= 0xffff; code++)
    assert.equal(isBlank(code), /\s/.test(String.fromCharCode(code)), code.toString(16))
})
