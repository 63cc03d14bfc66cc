import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundValue, packValues, unpackValues } from './packed-values.ts'

test('packValues: what was packed comes back, whatever it is', () => {
  const lists: readonly (readonly (string | null)[])[] = [
    [],
    [null],
    ['', null, '-', '1:a', '💰'.repeat(9), '\n:', 'x'.repeat(200)],
    [null, null, '7:', '-3:b-'],
  ]
  for (const values of lists) assert.deepEqual(unpackValues(packValues(values)), values)
})

test('boundValue: what no database takes is taken out, and what is too long is cut', () => {
  assert.equal(boundValue('a\0b\ud800'), 'a\uFFFDb\uFFFD')
  assert.equal(boundValue('x'.repeat(999)).length, 200)
  assert.equal(boundValue(null), null)
})
