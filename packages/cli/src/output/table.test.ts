import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { paletteFor } from '../terminal/palette.ts'
import { cell } from './cell.ts'
import { table } from './table.ts'

test('table: columns as wide as their widest cell, also where a character takes two places or none', () => {
  const plain = paletteFor(new PassThrough(), {})
  const rows = [
    ['東京', '1'],
    ['cafe\u0301', '22'],
    ['plain name', ''],
  ]
  assert.equal(table(['NAME', 'N'], rows, plain), 'NAME        N\n東京        1\ncafe\u0301        22\nplain name\n')
})

test('cell: any value on one line', () => {
  const cases: Array<[unknown, string]> = [
    [null, '–'],
    ['', '–'],
    [[], '–'],
    [true, 'yes'],
    [0, '0'],
    [['a', 'b'], 'a, b'],
    [[{ a: 1 }], '[{"a":1}]'],
    ['two\nlines\u001b[31m', 'two lines [31m'],
    ['x'.repeat(70), `${'x'.repeat(59)}…`],
  ]
  for (const [value, shown] of cases) assert.equal(cell(value), shown)
})
