import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScanMemo } from './scan-memo.ts'

const spans = (count: number) => Array.from({ length: count }, (_, start) => ({ start, end: start + 1, label: 'x' }))

test('ScanMemo gives back what was found, by detectors and text', () => {
  const memo = new ScanMemo()
  memo.set(ScanMemo.key('a', 'text'), spans(2))
  assert.deepEqual(memo.get(ScanMemo.key('a', 'text')), spans(2))
  assert.equal(memo.get(ScanMemo.key('b', 'text')), undefined)
  assert.equal(memo.get(ScanMemo.key('a', 'Text')), undefined)
})

test('ScanMemo forgets what was not asked for longest', () => {
  const memo = new ScanMemo({ entries: 2 })
  memo.set('one', [])
  memo.set('two', [])
  memo.get('one')
  memo.set('three', [])
  assert.deepEqual([memo.get('one'), memo.get('two'), memo.get('three')], [[], undefined, []])
})

test('ScanMemo stays within its bytes, whatever is put in twice, or is too large', () => {
  const memo = new ScanMemo({ bytes: 10_000 })
  for (let round = 0; round < 500; round++) memo.set(`${round % 100}`, spans(round % 30))
  assert.ok(memo.size.bytes <= 10_000 && memo.size.entries > 3, JSON.stringify(memo.size))
  memo.set('huge', spans(1_000))
  assert.equal(memo.get('huge'), undefined)
  const before = memo.size
  memo.set('99', spans(99 % 30))
  memo.set('99', spans(99 % 30))
  assert.ok(memo.size.bytes <= before.bytes + 3_000)
})

test('ScanMemo holds no text', () => {
  const key = ScanMemo.key('identity', 'a planted text that must not be kept')
  assert.ok(!key.includes('planted'))
  assert.equal(key.length, 'identity'.length + 1 + '36'.length + 1 + 44)
})
