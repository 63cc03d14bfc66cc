import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { paletteFor } from './palette.ts'
import { colourDiff, unifiedDiff } from './unified-diff.ts'

const names = { before: 'a', after: 'b' }

function numbered(count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('')
}

test('unifiedDiff: nothing where nothing changes', () => {
  assert.deepEqual(unifiedDiff('x\ny\n', 'x\ny\n', names), [])
})

test('unifiedDiff: a new file', () => {
  assert.deepEqual(unifiedDiff('', 'x\ny\n', names), ['--- a', '+++ b', '@@ -0,0 +1,2 @@', '+x', '+y'])
})

test('unifiedDiff: changes far apart are hunks of their own, with three lines around each', () => {
  const before = numbered(20)
  const after = before.replace('line 2\n', 'two\n').replace('line 18\n', 'line 18\nnew\n')
  assert.deepEqual(unifiedDiff(before, after, names), [
    '--- a',
    '+++ b',
    '@@ -1,5 +1,5 @@',
    ...[' line 1', '-line 2', '+two', ' line 3', ' line 4', ' line 5'],
    '@@ -16,5 +16,6 @@',
    ...[' line 16', ' line 17', ' line 18', '+new', ' line 19', ' line 20'],
  ])
})

test('unifiedDiff: a text too large to compare line by line is still shown', () => {
  const before = Array.from({ length: 3000 }, (_, index) => `a${index}\n`).join('')
  const after = Array.from({ length: 3000 }, (_, index) => `b${index}\n`).join('')
  assert.equal(unifiedDiff(before, after, names).length, 6003)
})

test('colourDiff: colours only for a terminal that wants them', () => {
  const lines = ['--- a', '@@ -1,1 +1,1 @@', '-x', '+y']
  const terminal = Object.assign(new PassThrough(), { isTTY: true })
  assert.deepEqual(colourDiff(lines, paletteFor(new PassThrough(), {})), lines)
  assert.deepEqual(colourDiff(lines, paletteFor(terminal, { NO_COLOR: '1' })), lines)
  assert.equal(colourDiff(lines, paletteFor(terminal, {}))[3], '\u001b[32m+y\u001b[39m')
})
