import assert from 'node:assert/strict'
import { test } from 'node:test'
import { estimateUsage, normaliseUsage } from './normalise.ts'

const seen = { inputBytes: 400, outputCharacters: 40 }
const reported = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5, reasoningTokens: 2 }

test('normaliseUsage takes good numbers as they are', () => {
  assert.deepEqual(normaliseUsage(reported, seen), {
    inputTokens: 10,
    cachedInputTokens: 4,
    cacheWriteTokens: 0,
    outputTokens: 5,
    reasoningTokens: 2,
    totalTokens: 15,
    estimated: false,
    source: 'provider',
  })
})

test('normaliseUsage tells an explicit zero from a missing number', () => {
  assert.equal(normaliseUsage({ ...reported, outputTokens: 0, reasoningTokens: 0 }, seen)?.outputTokens, 0)
  const partial = normaliseUsage({ ...reported, outputTokens: undefined }, seen)
  assert.equal(partial?.outputTokens, 10)
  assert.equal(partial?.estimated, true)
  assert.equal(normaliseUsage({ ...reported, inputTokens: undefined, outputTokens: null }, seen), undefined)
})

for (const invalid of [-5, 1.5, 2 ** 53, 2 ** 63, '7', Number.NaN, Number.POSITIVE_INFINITY, {}, true]) {
  test(`normaliseUsage never charges ${String(invalid)}`, () => {
    const usage = normaliseUsage({ ...reported, inputTokens: invalid, cachedInputTokens: invalid }, seen)
    assert.equal(usage?.inputTokens, 100)
    assert.equal(usage?.cachedInputTokens, 0)
    assert.equal(usage?.estimated, true)
  })
}

test('normaliseUsage never lets a part exceed its whole', () => {
  const usage = normaliseUsage({ ...reported, cachedInputTokens: 99, cacheWriteTokens: 99, reasoningTokens: 99 }, seen)
  assert.equal(usage?.cachedInputTokens, 10)
  assert.equal(usage?.reasoningTokens, 5)
  assert.equal(usage?.cacheWriteTokens, 0)
  assert.equal(normaliseUsage({ ...reported, cacheWriteTokens: 7 }, seen)?.cacheWriteTokens, 6)
})

test('estimateUsage is flagged', () => {
  const usage = estimateUsage(seen)
  assert.equal(usage.inputTokens, 100)
  assert.equal(usage.totalTokens, 110)
  assert.equal(usage.source, 'estimate')
})
